using System.Text.RegularExpressions;
using Npgsql;
using SafeMigrate.Runner.Catalog;
using SafeMigrate.Runner.Servers;

namespace SafeMigrate.Runner.Verification;

/// <summary>A schema as text that is equal where the schemas are: what pg_dump prints, where there is one, else what the catalog says. The order of columns does not count.</summary>
internal static partial class DatabaseText
{
    public static async Task<string> ReadAsync(ThrowawayServer server, string database, CancellationToken cancellation)
    {
        var schema = await CatalogReader.ReadAsync(database, cancellation);
        var dependents = schema.Tables.SelectMany(table => table.Dependents.Select(dependent => $"{table.Name}.{dependent.Column} {dependent}")).Order(StringComparer.Ordinal);
        var text = server.ClientProgram("pg_dump") is { } program ? await DumpAsync(program, database, cancellation) : Catalog(schema);
        return CastList().Replace(text, OneByOne) + "\n" + string.Join('\n', dependents);
    }

    private static async Task<string> DumpAsync(string program, string database, CancellationToken cancellation)
    {
        var target = new NpgsqlConnectionStringBuilder(database);
        var address = $"host='{target.Host}' port={target.Port} user='{target.Username}' password='{target.Password}' dbname='{target.Database}'";
        var text = await Command.RequireAsync(program, ["--schema-only", "--no-owner", "--exclude-schema=safemigrate", "--dbname", address], cancellation);
        var lines = text.Split('\n').Where(line => line != "" && !line.StartsWith("--", StringComparison.Ordinal) && !line.StartsWith('\\'));
        return Table().Replace(string.Join('\n', lines), table => table.Groups[1].Value
            + string.Join('\n', table.Groups[2].Value.Split('\n').Select(line => line.TrimEnd(',')).Order(StringComparer.Ordinal)) + "\n);");
    }

    // The server prints IN over a varchar in another way once it has read its own text again.
    private static string OneByOne(Match list) => "ANY (ARRAY[" + Label().Replace(list.Groups[1].Value, "($0)::text") + "])";

    private static string Catalog(Schema schema) => string.Join('\n', schema.Tables.SelectMany(table => new[] { $"TABLE {table.Name}" }
        .Concat(table.Columns.Select(column => column.ToString()).Order(StringComparer.Ordinal))
        .Concat(table.Constraints.Select(constraint => constraint.ToString()))
        .Concat(table.Indexes.Select(index => index.ToString()))));

    [GeneratedRegex(@"ANY \(\(ARRAY\[((?:'(?:[^']|'')*'::[a-z ]+(?:, )?)+)\]\)::text\[\]\)")]
    private static partial Regex CastList();

    [GeneratedRegex(@"'(?:[^']|'')*'::[a-z ]+")]
    private static partial Regex Label();

    [GeneratedRegex(@"(CREATE TABLE [^\n]* \(\n)(.*?)\n\);", RegexOptions.Singleline)]
    private static partial Regex Table();
}
