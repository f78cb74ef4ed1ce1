using System.Text.RegularExpressions;

namespace SafeMigrate.SqlServer.Reading;

/// <summary>What sqlcmd and SSMS understand and the server does not: <c>:setvar</c> lines and <c>$(variables)</c>.</summary>
internal static class SqlCmd
{
    private static readonly Regex Command = new(@"^[ \t]*:[a-zA-Z!]+.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant);

    private static readonly Regex Variable = new(@"(?<!['\[\w.])\$\((\w+)\)", RegexOptions.CultureInvariant);

    /// <summary>The script with commands blanked and unquoted variables made identifiers of the same length.</summary>
    public static string Blank(string script)
    {
        if (script.IndexOf(':') >= 0)
            script = Command.Replace(script, match => new string(' ', match.Value.TrimEnd('\r').Length) + (match.Value.EndsWith("\r", StringComparison.Ordinal) ? "\r" : ""));
        return script.IndexOf("$(", StringComparison.Ordinal) < 0 ? script : Variable.Replace(script, match => $"__{match.Groups[1].Value}_");
    }
}
