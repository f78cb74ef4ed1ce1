using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// A new table takes the place of an old one: as a partitioned table, with an exclusion constraint, with a stored generated column, with whatever the server would write the whole
/// table for under its lock. Until contract both versions use the old one, and triggers carry each write over; then the two change places in one short transaction, and
/// the old one follows the new one out of sight, so that revert is the same backwards.
/// </summary>
internal static class TableRebuild
{
    /// <summary>The plan, which stands at the statement that gives the new table its name: by then it has all that it will have, and no rows.</summary>
    public static Plan Plan(TableCopy copy, RenameTable rename, PlanContext context)
    {
        var (from, name) = (copy.Target, copy.Source.Name);
        var target = context.Table(from)!;
        if (copy.Obstacle(target) is { } obstacle)
            return OperationPlan.NotPossible(obstacle);

        var key = copy.KeyIn(target);
        var retired = context.Unique("replaced", name.Name);
        var old = new QualifiedName(PostgresWriter.OwnSchema, retired);
        var forth = new RowSync(context.Unique("carry", name.Name, 40), name, from, key, copy.Columns.Where(column => !key.Contains(column)).ToValueList()) { MayFail = copy.IsStricter(target) };
        var back = new RowSync(context.Unique("return", name.Name, 40), name, old, TableCopy.Reversed(copy.SourceKey), TableCopy.Reversed(copy.Columns.Where(column => !copy.SourceKey.Contains(column) && copy.Source.Column(column.From) is { Generated: null }))) { MayFail = true };
        var numbered = copy.Columns.Where(column => target.Column(column.To) is { Identity: not null } or { IsSerial: true } or { Default.Functions.Count: > 0 }).ToList();
        var retire = new RetireTable(name, retired);
        var renamedBack = new RenameTable(name, from.Name);
        var known = Known(copy.Source, context.Migration);
        return new Plan([])
        {
            Strategy = $"Carry the rows of {name} over into {from}, and let the two change places when no old version is left",
            Expand = [Steps.Of($"carry what is written to {name} over into {from}", new CreateRowSync(forth), new RememberTable(name, forth.Name))],
            Backfill =
            [
                Steps.Of($"carry the rows of {name} over into {from}", new BackfillRows(forth, PostgresWriter.NotCarried(forth, orDiffers: false))),
                Steps.Of($"gather statistics of {from}", new RunSql($"ANALYZE {PostgresWriter.Name(from)}")),
            ],
            Verify =
            [
                new RequireNoRows(name, PostgresWriter.NotCarried(copy.Comparable(forth, target), orDiffers: true), $"{{0}} rows of {name} are not in {from}, which does not take them: correct them, then run contract again"),
                new RequireNoRows(from, PostgresWriter.NotCarried(Reverse(forth), orDiffers: false), $"{{0}} rows of {from} are no longer in {name}: delete them there, then run contract again"),
            ],
            Contract =
            [
                .. Steps.LetGo(copy.Source, retire),
                new Step(
                    $"put {from} in the place of {name}",
                    [
                        Steps.Locked(name), Steps.Locked(from), new RequireAsRemembered(name, "", forth.Name, known), new CarryTablePrivileges(name, from, forth.Name), new DropRowSync(forth),
                        .. numbered.Select(column => new ContinueSequence(from, column.To, name, column.From)), retire, Steps.UserTriggers(old, "DISABLE"), rename, new CreateRowSync(back), new RememberTable(name, back.Name),
                    ])
                {
                    Sign = retire,
                },
            ],
            Purge = [Steps.Of($"drop the old {name}", new DropRowSync(back), new DropTable(old) { IfExists = true })],
            RevertVerify = [new RequireNoRows(name, PostgresWriter.NotCarried(copy.Comparable(back, target), orDiffers: true), $"{{0}} rows of {name} are not in the old table, which does not take them: a revert would lose them. Change them, or go on without revert")],
            Revert =
            [
                new Step(
                    $"put the old {name} back into its place",
                    [
                        Steps.Locked(name), Steps.Locked(old), new RequireAsRemembered(name, "", back.Name, known), new CarryTablePrivileges(name, old, back.Name), new DropRowSync(back), .. numbered.Select(column => new ContinueSequence(old, column.From, name, column.To)),
                        renamedBack, new RestoreTable(name, retired), Steps.UserTriggers(name, "ENABLE"), new CreateRowSync(forth), new RememberTable(name, forth.Name),
                    ])
                {
                    Sign = renamedBack,
                },
                .. Steps.HoldAgain(copy.Source),
            ],
            Rollback = [Steps.Of("end the carrying", new DropRowSync(forth))],
            Notes =
            [
                $"Until contract both versions use {name} as it is; grants, triggers, policies and comments that the new one needs belong into this migration, before its rename",
                "A transaction of isolation level REPEATABLE READ may fail to serialise with a batch, as it may with any writer: it has to be tried again",
            ],
        };
    }

    // What the migration itself makes or drops around the table, and what comes back with a revert.
    private static ValueList<string> Known(Table source, Migration migration) =>
    [
        .. source.Constraints.OfType<ForeignKey>().Select(key => key.Name!),
        .. migration.Operations.Select(operation => operation switch
        {
            AddConstraint add => add.Constraint.Name,
            DropConstraint drop => drop.Constraint,
            CreateIndex create => create.Index.Name,
            DropIndex drop => drop.Index.Name,
            CreateView create => create.View.Name,
            CreateMaterializedView create => create.View.Name,
            DropObject drop => drop.Object.Name,
            CreateTrigger create => create.Trigger,
            _ => null,
        }).OfType<string>(),
    ];

    private static RowSync Reverse(RowSync sync) => sync with { Source = sync.Target, Target = sync.Source, Key = TableCopy.Reversed(sync.Key), Columns = TableCopy.Reversed(sync.Columns) };
}
