using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>The rows of a table as text.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">Values in the order of the table's columns.</param>
internal sealed record RowsOfDatabase(Table Table, IReadOnlyList<string?[]> Rows)
{
    /// <summary>Writers number their rows from here on.</summary>
    public const int FirstWritten = 1_000_000;

    public static async Task<RowsOfDatabase> ReadAsync(string database, Table table, CancellationToken cancellation)
    {
        var columns = string.Join(", ", table.Columns.Select(column => PostgresIdentifier.Quote(column.Name) + "::text"));
        var sql = $"SELECT ARRAY[{columns}]::text[] FROM {PostgresWriter.Name(table.Name)}";
        return new RowsOfDatabase(table, await RehearsalSql.ReadAsync(database, sql, reader => reader.GetFieldValue<string?[]>(0), cancellation));
    }

    /// <summary>The rows' keys over these columns, of which the table has all.</summary>
    public IEnumerable<string> Keys(IReadOnlyList<string> columns)
    {
        var places = Places(columns);
        return Rows.Select(row => Ledger.KeyOf(places.Select(place => row[place])));
    }

    /// <summary>The rows without those of these keys.</summary>
    public RowsOfDatabase Without(IReadOnlyList<string> columns, IReadOnlySet<string> keys)
    {
        var places = Places(columns);
        return this with { Rows = [.. Rows.Where(row => !keys.Contains(Ledger.KeyOf(places.Select(place => row[place]))))] };
    }

    /// <summary>A line for each row.</summary>
    /// <param name="isCompared">The columns that count.</param>
    public IReadOnlyList<string> Lines(Func<Column, bool> isCompared)
    {
        var columns = Table.Columns.Select((column, place) => (column, place)).Where(pair => isCompared(pair.column)).OrderBy(pair => pair.column.Name, StringComparer.Ordinal).ToList();
        return [.. Rows.Select(row => $"{Table.Name}: " + string.Join(", ", columns.Select(pair => $"{pair.column.Name} = {PostgresWriter.Literal(row[pair.place])}")))];
    }

    /// <summary>True for a column that gets another value in each run, where the rows get theirs from the migration.</summary>
    public static bool Differs(Column column) => column.Identity is not null || (column.Default is { } value && Volatility.IsVolatile(value));

    private List<int> Places(IReadOnlyList<string> columns) => [.. columns.Select(column => Table.Columns.ToList().FindIndex(known => known.Name == column))];
}
