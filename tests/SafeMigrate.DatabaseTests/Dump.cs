using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;

namespace SafeMigrate.DatabaseTests;

/// <summary>What pg_dump says about a schema, without what does not matter: the journal, and the order of columns.</summary>
internal static partial class Dump
{
    public static async Task<string> OfAsync(TestDatabase database)
    {
        var program = database.Server.ClientProgram("pg_dump") ?? throw new InvalidOperationException("There is no pg_dump for this server.");
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        string[] arguments = ["--schema-only", "--no-owner", "--exclude-schema=safemigrate", "--host", target.Host!, "--port", $"{target.Port}"];
        var start = new ProcessStartInfo(program, [.. arguments, "--username", target.Username!, target.Database!]) { RedirectStandardOutput = true };
        start.Environment["PGPASSWORD"] = target.Password;
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Normalised(text) : throw new InvalidOperationException($"pg_dump ended with {process.ExitCode}");
    }

    // A replaced column stands at the end of its table; newer pg_dumps print a random word around their output.
    private static string Normalised(string text)
    {
        var lines = text.Split('\n').Where(line => line != "" && !line.StartsWith("--", StringComparison.Ordinal) && !line.StartsWith('\\'));
        return Table().Replace(string.Join('\n', lines), table => table.Groups[1].Value
            + string.Join('\n', table.Groups[2].Value.Split('\n').Select(line => line.TrimEnd(',')).Order(StringComparer.Ordinal)) + "\n);");
    }

    [GeneratedRegex(@"(CREATE TABLE [^\n]* \(\n)(.*?)\n\);", RegexOptions.Singleline)]
    private static partial Regex Table();
}
