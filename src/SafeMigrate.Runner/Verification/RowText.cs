using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>The rows that were there before anybody wrote, as text. Columns that get a value of their own in each run are left out.</summary>
internal static class RowText
{
    /// <summary>Writers number their rows from here on.</summary>
    public const int FirstWritten = 1_000_000;

    public static async Task<string> ReadAsync(string database, Schema schema, IEnumerable<QualifiedName> tables, CancellationToken cancellation)
    {
        var lines = new List<string>();
        foreach (var table in tables.Select(name => schema.Find(name)).OfType<Table>().Where(IsNumbered))
        {
            var columns = table.Columns.Where(column => column.Default is not { } value || !Volatility.IsVolatile(value) || table.KeyColumns.Contains(column.Name))
                .Where(column => column.Identity is null || table.KeyColumns.Contains(column.Name)).OrderBy(column => column.Name, StringComparer.Ordinal);
            var row = string.Join(", ", columns.Select(column => $"{PostgresWriter.Literal(column.Name)}, {PostgresIdentifier.Quote(column.Name)}::text"));
            var key = PostgresIdentifier.Quote(table.KeyColumns[0]);

            // A plan may write a row of this table for a writer's row of another one.
            var written = string.Concat(table.Constraints.OfType<ForeignKey>().Where(parent => parent.Columns is [var column] && IsNumber(table, column))
                .Select(parent => $" AND coalesce({PostgresIdentifier.Quote(parent.Columns[0])} < {FirstWritten}, true)"));
            lines.AddRange(await RehearsalSql.LinesAsync(
                database, $"SELECT jsonb_build_object({row})::text FROM {PostgresWriter.Name(table.Name)} WHERE {key} < {FirstWritten}{written} ORDER BY {key}", cancellation));
        }

        return string.Join('\n', lines);
    }

    /// <summary>The table's rows can be told apart by a number.</summary>
    public static bool IsNumbered(Table table) => table.KeyColumns is [var key] && IsNumber(table, key);

    private static bool IsNumber(Table table, string column) => table.Column(column)?.Type is { ArrayDimensions: 0, Name: "integer" or "bigint" or "numeric" };
}
