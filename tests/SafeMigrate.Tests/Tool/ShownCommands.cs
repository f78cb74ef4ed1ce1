using System.Text.RegularExpressions;

namespace SafeMigrate.Tests.Tool;

/// <summary>Pages that show commands with their output, in code blocks of kind <c>console</c>.</summary>
internal static partial class ShownCommands
{
    /// <summary>Runs each command of the page: what it prints is what the page shows.</summary>
    public static void Match(string page) =>
        Golden.Match(page, Shown().Replace(File.ReadAllText(page), match => $"```console\n$ {match.Groups[1].Value}\n{Output(match.Groups[1].Value)}```"));

    private static string Output(string command)
    {
        var run = CommandRun.Of([.. command.Split(' ').Skip(1)]);
        Assert.NotEqual(2, run.Code);
        return run.Out + run.Error;
    }

    [GeneratedRegex(@"```console\n\$ (safemigrate .*)\n(?:.*\n)*?```")]
    private static partial Regex Shown();
}
