using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Columns that move to a table of their own, with the key of the row they come from. Until contract the old version writes them where they were and the new version where they will
/// be: triggers carry either to the other. Then the old columns become tombstones that go on following, so that revert loses nothing.
/// </summary>
internal static class TableExtraction
{
    /// <summary>The columns of the source that the migration drops because they are copied.</summary>
    public static ValueList<CarriedColumn> Dropped(TableCopy copy, PlanContext context) => copy.Columns
        .Where(column => !copy.SourceKey.Contains(column) && context.Migration.Operations.Any(operation => operation is DropColumn drop && drop.Column == column.From && context.Schema.Same(drop.Table, copy.Source.Name)))
        .ToValueList();

    /// <summary>The plan, which stands at the statement that copies the rows.</summary>
    public static Plan Plan(TableCopy copy, PlanContext context)
    {
        var (source, name) = (copy.Source, copy.Target);
        var target = context.Table(name)!;
        if ((copy.Obstacle(target) ?? Obstacle(copy, target)) is { } obstacle)
            return OperationPlan.NotPossible(obstacle);

        var key = copy.KeyIn(target);
        var columns = copy.Columns.Where(column => !key.Contains(column)).ToValueList();
        var pair = context.Unique("pair", name.Name, 40);
        var forth = new RowSync(context.Unique("carry", name.Name, 40), source.Name, name, key, columns) { SkipsEmpty = true, MayFail = copy.IsStricter(target), Pair = pair };
        var back = new RowSync(context.Unique("return", name.Name, 40), name, source.Name, TableCopy.Reversed(key), TableCopy.Reversed(columns)) { UpdatesOnly = true, Pair = pair };
        var renames = Dropped(copy, context).Select(column => new RenameColumn(source.Name, column.From, context.Unique("sm_old", column.From))).ToList();
        var after = back with
        {
            Columns = back.Columns.Select(column => column with { To = renames.FirstOrDefault(rename => rename.Column == column.To)?.NewName ?? column.To }).ToValueList(),
        };
        var backwards = renames.Select(rename => new RenameColumn(source.Name, rename.NewName, rename.Column)).ToList();
        ValueList<Operation> locks = [Steps.Locked(source.Name), Steps.Locked(name)];
        return new Plan([])
        {
            Strategy = $"Carry {string.Join(", ", columns.Select(column => column.From))} of {source.Name} over into {name} and back until no old version is left",
            Expand = [new Step($"carry what is written to {source.Name} over into {name}, and back", [new CreateRowSync(forth), new CreateRowSync(back)])],
            Backfill =
            [
                Steps.Of($"carry the rows of {source.Name} over into {name}", new BackfillRows(forth, PostgresWriter.NotCarried(forth, orDiffers: false))),
                Steps.Of($"gather statistics of {name}", new RunSql($"ANALYZE {PostgresWriter.Name(name)}")),
            ],
            Verify = [new RequireNoRows(source.Name, PostgresWriter.NotCarried(copy.Comparable(forth, target), orDiffers: true), $"{{0}} rows of {source.Name} are not in {name}, or otherwise: correct them, then run contract again")],
            Contract =
            [
                new Step($"take the names of what {name} has now away from {source.Name}", [.. locks, new DropRowSync(forth), new DropRowSync(back), .. renames, new CreateRowSync(after)])
                {
                    Sign = renames.FirstOrDefault() ?? (Operation)new DropRowSync(forth),
                },
            ],
            Purge = [new Step($"drop what is left in {source.Name}", [new DropRowSync(after), .. renames.Select(rename => new DropColumn(source.Name, rename.NewName) { IfExists = true })])],
            Revert =
            [
                new Step($"give {source.Name} its columns back", [.. locks, new DropRowSync(after), .. backwards, new CreateRowSync(forth), new CreateRowSync(back)])
                {
                    Sign = backwards.FirstOrDefault() ?? (Operation)new CreateRowSync(forth),
                },
            ],
            Rollback = [new Step("end the carrying", [new DropRowSync(forth), new DropRowSync(back), .. Released(target, source, context)])],
            Notes =
            [
                $"A row of {source.Name} that is written until contract with nothing in these columns has no row in {name}: the new version must be able to live without",
                $"Where both versions write the same row at the same moment, the one {source.Name} first and the other {name} first, the server ends one of the two transactions as a deadlock: it has to be tried again",
            ],
        };
    }

    // From here on nothing deletes the rows of the new table with theirs, which must not keep the old version from deleting.
    private static IEnumerable<Operation> Released(Table target, Table source, PlanContext context) => target.Constraints.OfType<ForeignKey>()
        .Where(key => context.Schema.Same(key.ReferencedTable, source.Name))
        .Select(key => new DropConstraint(target.Name, key.Name!) { IfExists = true, IfTableExists = true });

    // The new version does not give them, and its rows must not look as if they had been given.
    private static string? Obstacle(TableCopy copy, Table target)
    {
        if (copy.KeyIn(target).Count != copy.Source.KeyColumns.Count)
            return $"{target.Name} needs a key of what is copied from {string.Join(", ", copy.Source.KeyColumns)} alone";
        var given = copy.Columns.Where(column => !copy.SourceKey.Contains(column)).Select(column => copy.Source.Column(column.From)).FirstOrDefault(column => column is null or { NotNull: true } or { Default: not null } or { Generated: not null });
        return given is null ? null
            : $"the new version leaves {given.Name} of {copy.Source.Name} out: drop its {(given.NotNull ? "NOT NULL" : given.Default is not null ? "default" : "expression")} in an earlier migration";
    }
}
