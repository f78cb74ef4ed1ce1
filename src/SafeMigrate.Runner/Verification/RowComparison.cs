using SafeMigrate.Operations;

namespace SafeMigrate.Runner.Verification;

/// <summary>What a table must have beside what the versions write.</summary>
/// <param name="Lines">A line for each row.</param>
/// <param name="MayHaveMore">True where rows that the migration has inserted may stay.</param>
internal sealed record ExpectedRows(IReadOnlyList<string> Lines, bool MayHaveMore);

/// <summary>Rows that a version has written, as the database calls their table and key now.</summary>
/// <param name="Ledger">What was written.</param>
/// <param name="Table">The table now.</param>
/// <param name="Key">The key's columns now; null where the rows can only be counted.</param>
internal sealed record WrittenNow(LedgerOfTable Ledger, QualifiedName Table, IReadOnlyList<string>? Key);

/// <summary>Compares the rows of a database with those that were there before, or that the plain migration leads to, and with what the versions have written.</summary>
internal static class RowComparison
{
    /// <summary>What is wrong; null where nothing is.</summary>
    /// <param name="database">The database.</param>
    /// <param name="schema">Its tables.</param>
    /// <param name="expected">What must be there, by table.</param>
    /// <param name="written">What the versions have written.</param>
    /// <param name="isCompared">The columns of <paramref name="expected"/>.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<string?> ProblemAsync(
        string database, Schema schema, IReadOnlyDictionary<QualifiedName, ExpectedRows> expected, IReadOnlyList<WrittenNow> written, Func<Table, Column, bool> isCompared, CancellationToken cancellation)
    {
        foreach (var name in expected.Keys.Concat(written.Select(one => one.Table)).Distinct())
        {
            if (schema.Find(name) is not { } table)
                continue;
            var rows = await RowsOfDatabase.ReadAsync(database, table, cancellation);
            var counted = 0;
            foreach (var (ledger, _, key) in written.Where(one => one.Table == name))
            {
                if (key is null)
                    counted += ledger.Count;
                else if (Lost(rows, ledger, key, written.Where(one => one.Table == name).SelectMany(one => one.Ledger.Kept)) is { } lost)
                    return lost;
                else
                    rows = rows.Without(key, ledger.Kept);
            }

            // What is written into a partition is in the whole table too, and the other way round.
            foreach (var (ledger, _, key) in written.Where(one => one.Table != name && one.Key is not null && IsPart(schema, one.Table, name) && one.Key.All(column => table.Column(column) is not null)))
                rows = rows.Without(key!, ledger.Kept);
            rows = WithoutHanging(rows, schema, written);
            if (expected.TryGetValue(name, out var must) && Difference(must, rows.Lines(column => isCompared(table, column)), counted, name) is { } problem)
                return problem;
        }

        return null;
    }

    /// <summary>Lines that must be there and are not, and the other way round.</summary>
    public static string? Difference(string what, IEnumerable<string> missing, IEnumerable<string> extra)
    {
        var lines = missing.Take(5).Select(line => "- " + line).Concat(extra.Take(5).Select(line => "+ " + line)).ToList();
        return lines.Count == 0 ? null : $"{what} differs from what it must be:\n{string.Join('\n', lines)}";
    }

    // Each row that was written is there once, and none that was deleted, unless either version has written it again.
    private static string? Lost(RowsOfDatabase rows, LedgerOfTable ledger, IReadOnlyList<string> key, IEnumerable<string> kept)
    {
        var keys = rows.Keys(key).ToList();
        var found = keys.Count(ledger.Kept.Contains);
        return found != ledger.Kept.Count ? $"{rows.Table.Name} has {found} of the {ledger.Kept.Count} rows that {ledger.Writer} wrote"
            : keys.Count(ledger.Deleted.Except(kept).ToHashSet().Contains) is > 0 and var back ? $"{rows.Table.Name} has {back} rows that {ledger.Writer} had deleted"
            : null;
    }

    private static bool IsPart(Schema schema, QualifiedName one, QualifiedName other) => IsBelow(schema, one, other) || IsBelow(schema, other, one);

    private static bool IsBelow(Schema schema, QualifiedName table, QualifiedName above) => schema.Find(table) is { } known
        && (known.PartitionOf is { } of ? [of.Parent] : known.Inherits).Any(parent => schema.Same(parent, above) || IsBelow(schema, parent, above));

    // A plan may write a row of this table for a writer's row of another one.
    private static RowsOfDatabase WithoutHanging(RowsOfDatabase rows, Schema schema, IReadOnlyList<WrittenNow> written)
    {
        foreach (var key in rows.Table.Constraints.OfType<ForeignKey>())
        {
            var referenced = key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : schema.Find(key.ReferencedTable)?.KeyColumns ?? [];
            foreach (var parent in written.Where(one => one.Key is not null && schema.Same(one.Table, key.ReferencedTable) && one.Key.SequenceEqual(referenced)))
                rows = rows.Without(key.Columns, parent.Ledger.Kept);
        }

        return rows;
    }

    private static string? Difference(ExpectedRows expected, IReadOnlyList<string> actual, int counted, QualifiedName table)
    {
        var (missing, extra) = (Minus(expected.Lines, actual), Minus(actual, expected.Lines));
        return missing.Count > 0 ? Difference("the rows", missing, extra)
            : expected.MayHaveMore || extra.Count == counted ? null
            : counted == 0 ? Difference("the rows", missing, extra)
            : $"{table} has {extra.Count} rows beside those that were there, and the versions have written {counted}";
    }

    private static List<string> Minus(IReadOnlyList<string> lines, IReadOnlyList<string> others)
    {
        var left = others.GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        return [.. lines.Where(line => !left.TryGetValue(line, out var count) || (left[line] = count - 1) < 0)];
    }
}
