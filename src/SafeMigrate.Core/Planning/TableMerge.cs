using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// A table whose columns go into another one: ALTER TABLE that adds them, UPDATE ... FROM it, DROP TABLE. Until contract the old version writes the table and the new version the
/// columns: triggers carry either to the other. Then the table follows out of sight, so that revert loses nothing.
/// </summary>
/// <param name="Source">The table that goes, before the migration.</param>
/// <param name="Target">The table that gets its columns.</param>
/// <param name="Key">What finds a row of either for one of the other.</param>
/// <param name="Columns">What goes where.</param>
internal sealed record TableMerge(Table Source, QualifiedName Target, ValueList<CarriedColumn> Key, ValueList<CarriedColumn> Columns)
{
    /// <summary>The merge that empties a table, or null.</summary>
    public static TableMerge? From(PlanContext context, QualifiedName source) => context.Merges.FirstOrDefault(merge => context.Schema.Same(merge.Source.Name, source));

    /// <summary>The merge that fills a column, or null.</summary>
    public static TableMerge? Into(PlanContext context, QualifiedName target, string column) =>
        context.Merges.FirstOrDefault(merge => context.Schema.Same(merge.Target, target) && merge.Columns.Any(carried => carried.To == column));

    /// <summary>The merges that a migration makes.</summary>
    public static IEnumerable<TableMerge> All(PlanContext context)
    {
        foreach (var update in context.Migration.Operations.OfType<UpdateRows>())
        {
            if (PostgresReader.ReadRowMerge(update.Sql) is { } merge && context.Before.Find(merge.Source) is { } source && !context.Creates(source.Name)
                && context.Migration.Operations.Any(operation => operation is DropTable drop && context.Schema.Same(drop.Table, merge.Source))
                && merge.Columns.All(column => context.Adds(merge.Table, column.To)))
                yield return new TableMerge(source, merge.Table, merge.Key, merge.Columns);
        }
    }

    /// <summary>The plan, which stands at the statement that carries the values over.</summary>
    public Plan Plan(PlanContext context)
    {
        if (context.Table(Target) is not { } target)
            return OperationPlan.NotPossible($"what {Target} looks like is not known: give the migrations that created it, or --connection");
        if (Obstacle(target) is { } obstacle)
            return OperationPlan.NotPossible(obstacle);

        var name = Source.Name;
        var old = new QualifiedName(PostgresWriter.OwnSchema, context.Unique("merged", name.Name));
        var pair = context.Unique("pair", name.Name, 40);
        var forth = new RowSync(context.Unique("carry", name.Name, 40), name, Target, Key, Columns) { UpdatesOnly = true, MayFail = IsStricter(target, column => column.To), Pair = pair };
        var back = new RowSync(context.Unique("return", name.Name, 40), Target, name, TableCopy.Reversed(Key), TableCopy.Reversed(Columns)) { SkipsEmpty = true, MayFail = IsStricter(Source, column => column.From), Pair = pair };
        var after = back with { Target = old };
        var (retire, restore) = (new RetireTable(name, old.Name), new RestoreTable(name, old.Name));
        return new Plan([])
        {
            Strategy = $"Carry {string.Join(", ", Columns.Select(column => column.From))} of {name} over into {Target} and back until no old version is left, then move {name} out of sight",
            Expand = [new Step($"carry what is written to {name} over into {Target}, and back", [new CreateRowSync(forth), new CreateRowSync(back)])],
            Backfill =
            [
                Steps.Of($"carry the rows of {name} over into {Target}", new BackfillRows(forth, PostgresWriter.NotUpdated(forth))),
                Steps.Of($"gather statistics of {Target}", new RunSql($"ANALYZE {PostgresWriter.Name(Target)}")),
            ],
            Verify = [new RequireNoRows(name, PostgresWriter.NotCarried(forth, orDiffers: true), $"{{0}} rows of {name} have no row in {Target}, or one that does not take their values: correct them, then run contract again")],
            Contract =
            [
                .. Steps.LetGo(Source, retire),
                new Step($"move {name} out of sight", [Steps.Locked(name), Steps.Locked(Target), new DropRowSync(forth), new DropRowSync(back), retire, Steps.UserTriggers(old, "DISABLE"), new CreateRowSync(after)]) { Sign = retire },
            ],
            Purge = [Steps.Of($"drop {name}", new DropRowSync(after), new DropTable(old) { IfExists = true })],
            RevertVerify = [new RequireNoRows(Target, PostgresWriter.NotCarried(after, orDiffers: true), $"{{0}} rows of {Target} are not in the old {name}, which does not take them: a revert would lose them. Change them, or go on without revert")],
            Revert =
            [
                new Step(
                    $"bring {name} back",
                    [Steps.Locked(Target), Steps.Locked(old), new DropRowSync(after), restore, Steps.UserTriggers(name, "ENABLE"), new CreateRowSync(forth), new CreateRowSync(back)]) { Sign = restore },
                .. Steps.HoldAgain(Source),
            ],
            Rollback = [Steps.Of("end the carrying", new DropRowSync(forth), new DropRowSync(back))],
            Notes =
            [
                $"Until contract a row of {Target} that is deleted takes its row of {name} along",
                $"Where both versions write the same row at the same moment, the one {name} first and the other {Target} first, the server ends one of the two transactions as a deadlock: it has to be tried again",
            ],
        };
    }

    private string? Obstacle(Table target)
    {
        var needed = Source.Columns.FirstOrDefault(column => column is { NotNull: true, Default: null, Identity: null, Generated: null } && !Key.Concat(Columns).Any(carried => carried.From == column.Name));
        var retyped = Columns.FirstOrDefault(column => Source.Column(column.From)?.Type != target.Column(column.To)?.Type);
        return Source.PartitionBy is not null ? $"{Source.Name} is partitioned: its rows are carried over partition by partition, by hand"
            : !IsUnique(Source, Key.Select(column => column.From)) ? $"{Source.Name} may have several rows for one of {Target}: it needs a primary key or a unique constraint over {string.Join(", ", Key.Select(column => column.From))}"
            : !IsUnique(target, Key.Select(column => column.To)) ? $"{Target} may have several rows for one of {Source.Name}: it needs a primary key or a unique constraint over {string.Join(", ", Key.Select(column => column.To))}"
            : retyped is not null ? $"{Source.Name}.{retyped.From} and {Target}.{retyped.To} are of different types: merge first, and change the type in a later migration"
            : needed is not null ? $"the new version could write no row of {Source.Name}, which needs {needed.Name}: give it a default in an earlier migration"
            : null;
    }

    private static bool IsUnique(Table table, IEnumerable<string> columns) => table.Constraints.OfType<IndexConstraint>()
        .Any(constraint => constraint is PrimaryKey or UniqueConstraint && !constraint.Deferrable && constraint.Columns.Count == columns.Count() && columns.All(constraint.Columns.Contains));

    private bool IsStricter(Table table, Func<CarriedColumn, string> name) => Columns.Select(name).Any(column => table.Column(column) is { NotNull: true }
        || table.Constraints.Any(constraint => constraint.ConstrainedColumns.Contains(column)) || table.Indexes.Any(index => index.Unique && index.Columns.Any(key => key.Column is null || key.Column == column)));
}
