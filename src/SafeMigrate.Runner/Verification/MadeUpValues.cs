using SafeMigrate.Operations;

namespace SafeMigrate.Runner.Verification;

/// <summary>
/// What both versions write into the columns of a database: one value that the column takes before and after the migration, where there is one. The server itself says whether
/// the conditions of a column hold.
/// </summary>
internal sealed class MadeUpValues
{
    private readonly Dictionary<(QualifiedName Table, string Column), ColumnValue> values = [];
    private readonly HashSet<(QualifiedName Table, string Column)> apart = [];
    private readonly Dictionary<QualifiedName, IReadOnlyList<IReadOnlyList<string>>> alsoUnique = [];

    /// <summary>What the column takes; null where nobody knows.</summary>
    public ColumnValue? Of(Table table, string column) => values.GetValueOrDefault((table.Name, column));

    /// <summary>True for a column after the migration where no value is known that it takes before as well as after.</summary>
    public bool IsApart(Table table, string column) => apart.Contains((table.Name, column));

    /// <summary>Sets of columns of which no two rows may have the same values after the migration.</summary>
    public IReadOnlyList<IReadOnlyList<string>> AlsoUnique(Table table) => alsoUnique.GetValueOrDefault(table.Name) ?? [];

    /// <summary>The values for the database before, and for the one after where that is known.</summary>
    /// <param name="before">The database before the migration.</param>
    /// <param name="after">One after it, without rows; null where there is none.</param>
    /// <param name="renames">What is called otherwise after it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<(MadeUpValues Before, MadeUpValues After)> ReadAsync(ConditionsOfColumns before, ConditionsOfColumns? after, Renames renames, CancellationToken cancellation)
    {
        var (old, @new) = (new MadeUpValues(), new MadeUpValues());
        foreach (var (table, column) in before.Columns)
        {
            var twin = after?.Find(renames.Table(table.Name), renames.Column(table.Name, column.Name));
            var value = await ValueAsync(before.Of(table, column), twin is { } there ? after!.Of(there.Table, there.Column) : null, cancellation);
            if (value.Before is not null)
                old.values[(table.Name, column.Name)] = value.Before;
            if (twin is not { } known)
                continue;
            if (value.After is not null)
                @new.values[(known.Table.Name, known.Column.Name)] = value.After;
            if (value.After != value.Before)
                @new.apart.Add((known.Table.Name, known.Column.Name));
        }

        foreach (var table in before.Columns.Select(one => one.Table).Distinct())
            old.alsoUnique[table.Name] = UniqueAfter(table, after?.Find(renames.Table(table.Name)), renames);
        foreach (var (table, column) in after?.Columns ?? [])
        {
            if (@new.Of(table, column.Name) is null && (await ValueAsync(after!.Of(table, column), null, cancellation)).Before is { } value)
                @new.values[(table.Name, column.Name)] = value;
        }

        return (old, @new);
    }

    private static async Task<(ColumnValue? Before, ColumnValue? After)> ValueAsync(ColumnConditions column, ColumnConditions? twin, CancellationToken cancellation)
    {
        if (twin is null || twin.Type == column.Type)
        {
            if (!column.IsConditional && twin is not { IsConditional: true } && Plain(column, twin) is { } plain)
                return (plain, plain);
        }

        List<ColumnValue> candidates = [.. Labels(column, twin), .. twin is null ? [] : ValueCandidates.Of(twin.BaseType), .. ValueCandidates.Of(column.BaseType)];
        var literals = new List<string>();
        foreach (var literal in ValueCandidates.Literals([.. column.Hints, .. twin?.Hints ?? []]).Distinct())
        {
            if (await column.TakesAsync([literal], cancellation) && (twin is null || await twin.TakesAsync([literal], cancellation)))
                literals.Add(literal);
        }

        if (literals.Count > 0)
            candidates.InsertRange(Math.Min(candidates.Count, 1), [.. ValueCandidates.Behind(column.BaseType, literals), ColumnValue.OneOf(literals)]);
        var both = await FirstAsync(candidates, async one => await column.TakesAsync(one.Samples, cancellation) && (twin is null || await twin.TakesAsync(one.Samples, cancellation)));
        return both is not null || twin is null
            ? (both, both)
            : (await FirstAsync(candidates, one => column.TakesAsync(one.Samples, cancellation)), await FirstAsync(candidates, one => twin.TakesAsync(one.Samples, cancellation)));
    }

    // Under the names of before, as far as the columns are there.
    private static IReadOnlyList<IReadOnlyList<string>> UniqueAfter(Table table, Table? after, Renames renames)
    {
        string? Before(string column) => table.Columns.FirstOrDefault(known => renames.Column(table.Name, known.Name) == column)?.Name;
        return after is null ? [] : [.. RowSource.UniqueSets(after).Select(unique => unique.Select(Before).ToList()).Where(unique => !unique.Contains(null)).Select(unique => (IReadOnlyList<string>)[.. unique.OfType<string>()])];
    }

    private static ColumnValue? Plain(ColumnConditions column, ColumnConditions? twin) => Labels(column, twin).FirstOrDefault() ?? ColumnValue.OfType(column.BaseType);

    private static IEnumerable<ColumnValue> Labels(ColumnConditions column, ColumnConditions? twin)
    {
        var (one, other) = (column.Labels, twin?.Labels);
        var both = one is null || other is null ? one ?? other : [.. one.Intersect(other)];
        return both is { Count: > 0 } ? [ColumnValue.OneOf(both)] : [];
    }

    private static async Task<ColumnValue?> FirstAsync(IEnumerable<ColumnValue> candidates, Func<ColumnValue, Task<bool>> takes)
    {
        foreach (var candidate in candidates)
        {
            if (await takes(candidate))
                return candidate;
        }

        return null;
    }
}
