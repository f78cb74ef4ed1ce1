using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;
using SafeMigrate.Runner.Catalog;

namespace SafeMigrate.DatabaseTests;

/// <summary>What pg_dump says about a schema, without what does not matter: the journal, and the order of columns.</summary>
internal static partial class Dump
{
    public static async Task<string> OfAsync(TestDatabase database)
    {
        if (database.Server.ClientProgram("pg_dump") is not { } program)
            return await CatalogAsync(database);
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        string[] arguments = ["--schema-only", "--no-owner", "--exclude-schema=safemigrate", "--host", target.Host!, "--port", $"{target.Port}"];
        var start = new ProcessStartInfo(program, [.. arguments, "--username", target.Username!, target.Database!]) { RedirectStandardOutput = true };
        start.Environment["PGPASSWORD"] = target.Password;
        start.Environment["PGAPPNAME"] = TestDatabase.Tests; // It is still seen for a moment after it has ended.
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Normalised(text) : throw new InvalidOperationException($"pg_dump ended with {process.ExitCode}");
    }

    // The npm packages of servers bring no pg_dump, and an older one refuses a newer server.
    private static async Task<string> CatalogAsync(TestDatabase database)
    {
        var schema = await CatalogReader.ReadAsync(database.ConnectionString);
        return string.Join('\n', schema.Tables.SelectMany(table => new[] { $"TABLE {table.Name}" }
            .Concat(table.Columns.Select(column => column.ToString()).Order(StringComparer.Ordinal))
            .Concat(table.Constraints.Select(constraint => constraint.ToString()))
            .Concat(table.Indexes.Select(index => index.ToString()))
            .Concat(table.Dependents.Select(dependent => dependent.ToString()))));
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
