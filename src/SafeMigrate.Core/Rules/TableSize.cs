using System.Globalization;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>
/// How much a hazard has to work on, where a snapshot or a live catalog tells: forty rows are read before anybody notices the lock, twelve million
/// are an outage. The one place where sizes become severities and words; the rules only say <see cref="Rule.DependsOnSize"/>.
/// </summary>
internal sealed record TableSize(QualifiedName Table, long? Rows, long? Bytes, double? WritesPerSecond)
{
    /// <summary>The default of <c>safemigrate_small_table_rows</c>.</summary>
    public const int SmallRows = 1000;

    /// <summary>The default of <c>safemigrate_small_table_bytes</c>: few rows may be long ones, or a bloated table.</summary>
    public const int SmallBytes = 10_000_000;

    /// <summary>The sizes of what an operation reads, writes anew or builds; else of the table it is about. Unknown tables are among them, without numbers.</summary>
    public static IReadOnlyList<TableSize> Of(Operation operation, RuleContext context)
    {
        var effect = context.Effect;
        var worked = effect.Scans.Concat(effect.Rewrites).Concat(effect.Builds).Distinct().ToList();
        var tables = worked.Count > 0 ? worked : TablesOf(operation, context).ToList();
        return [.. tables.SelectMany(table => Leaves(table, context.Schema)).GroupBy(size => size.Table).Select(group => group.First())];
    }

    /// <summary>True where all of it is known to be small.</summary>
    public static bool AreSmall(IReadOnlyList<TableSize> sizes, LintConfiguration configuration)
    {
        var (rows, bytes) = (configuration.Number("safemigrate_small_table_rows", SmallRows), configuration.Number("safemigrate_small_table_bytes", SmallBytes));
        return sizes.Count > 0 && sizes.All(size => size.Rows is not null) && sizes.Sum(size => size.Rows) <= rows && sizes.Sum(size => size.Bytes ?? 0) <= bytes;
    }

    /// <summary><c>orders has about 12,000,000 rows (3.1 GB, 250 writes a second)</c>; "" where nothing is known.</summary>
    public static string Words(IReadOnlyList<TableSize> sizes)
    {
        if (sizes.Count == 0)
            return "";
        var known = sizes.Where(size => size.Rows is not null || size.Bytes is not null).OrderByDescending(size => size.Bytes ?? size.Rows).ToList();
        if (known.Count <= 1)
            return known.Count == 0 ? "" : known[0].ToString();
        var all = known.Aggregate((sum, size) => new TableSize(sum.Table, sum.Rows + size.Rows, sum.Bytes + size.Bytes, sum.WritesPerSecond + size.WritesPerSecond));
        return (all with { Table = new QualifiedName(null, $"{known[0].Table} and {known.Count - 1} more") }).ToString().Replace(" has about ", " have about ");
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var more = string.Join(", ", new[] { Bytes is { } bytes ? Size(bytes) : null, WritesPerSecond >= 1 ? $"{Number((long)WritesPerSecond)} {(WritesPerSecond < 2 ? "write" : "writes")} a second" : null }.OfType<string>());
        return Rows is { } rows
            ? $"{Table} has about {(rows == 1 ? "1 row" : Number(rows) + " rows")}{(more.Length > 0 ? $" ({more})" : "")}"
            : $"{Table} has {more}";
    }

    private static IEnumerable<QualifiedName> TablesOf(Operation operation, RuleContext context) => operation switch
    {
        TableOperation change => [change.Table],
        UpdateRows update => [update.Table],
        DeleteRows delete => [delete.Table],
        RefreshMaterializedView refresh => [refresh.View],
        SetTablespace { Kind: ObjectKind.Table } move => [move.Object],
        DropIndex drop when context.Schema.FindIndex(drop.Index) is var (table, _) => [table.Name],
        _ => [],
    };

    // A partitioned table has no rows of its own.
    private static IEnumerable<TableSize> Leaves(QualifiedName name, Schema schema)
    {
        var leaves = schema.PartitionsOf(name).Where(partition => partition.PartitionBy is null).ToList();
        return leaves.Count > 0 ? leaves.Select(Of) : [schema.Find(name) is { } table ? Of(table) : new TableSize(name, null, null, null)];
    }

    private static TableSize Of(Table table) => new(table.Name, table.EstimatedRows, table.Bytes, table.WritesPerSecond);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => (bytes / 1e9).ToString(bytes >= 10_000_000_000 ? "N0" : "N1", CultureInfo.InvariantCulture) + " GB",
        >= 1_000_000 => (bytes / 1e6).ToString("N0", CultureInfo.InvariantCulture) + " MB",
        _ => Math.Ceiling(bytes / 1e3).ToString("N0", CultureInfo.InvariantCulture) + " kB",
    };
}
