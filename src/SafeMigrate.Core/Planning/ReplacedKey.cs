using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// A primary key that takes the place of another one: its index is built while reads and writes go on, and at contract the two change places in one short transaction. The
/// old key holds until then, for the old version finds rows by it.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Old">The key before the migration.</param>
/// <param name="New">The key that the migration adds.</param>
internal sealed record ReplacedKey(QualifiedName Table, PrimaryKey Old, PrimaryKey New)
{
    /// <summary>The replacement that the migration makes at a table; null where it makes none.</summary>
    public static ReplacedKey? Of(QualifiedName name, PlanContext context)
    {
        var adds = context.Migration.Operations.OfType<AddPrimaryKey>().Where(add => context.Schema.Same(add.Table, name)).ToList();
        var table = context.Before.Find(name) ?? (context.Following is { } rename ? context.Before.Find(rename.Table) : null);
        if (adds.Count != 1 || table?.Constraints.OfType<PrimaryKey>().FirstOrDefault() is not { } old)
            return null;
        var drops = context.Migration.Operations.TakeWhile(earlier => !ReferenceEquals(earlier, adds[0])).OfType<TableOperation>().Where(change => context.Schema.Same(change.Table, name));
        return drops.Any(change => (change is DropConstraint drop && drop.Constraint == old.Name) || (change is DropColumn column && old.Columns.Contains(column.Column)))
            ? new ReplacedKey(name, old, adds[0].PrimaryKey)
            : null;
    }

    /// <summary>True for the drop and the adding of a key that is the same afterwards: what happens to its columns in between carries the key along.</summary>
    public static bool IsKept(Operation operation, PlanContext context) => operation is TableOperation { Table: var table } && Of(table, context) is { } replaced && replaced.IsSame(context)
        && (operation is AddPrimaryKey || (operation is DropConstraint drop && drop.Constraint == replaced.Old.Name));

    /// <summary>The plan, which stands at the statement that adds the new one.</summary>
    public Plan Plan(string name, PlanContext context)
    {
        var table = context.Table(Table)!;
        var used = table.Indexes.FirstOrDefault(index => index.Name == New.UsingIndex);
        var columns = New.UsingIndex is null ? New.Columns : used?.Columns.Select(key => key.Column).OfType<string>().ToValueList() ?? [];
        if (Obstacle(table, columns, context) is { } obstacle)
            return OperationPlan.NotPossible(obstacle);

        var helper = New.UsingIndex ?? context.Unique("sm_new", name);
        var former = context.Unique("sm_old", Old.Name!);
        var again = New.UsingIndex is null ? helper : context.Unique("sm_new", New.UsingIndex);
        var isEarly = New.UsingIndex is null && (Holds(columns, context) || context.Said("phase") == "expand");
        var (forth, back) = (New with { Name = name, UsingIndex = helper, Columns = columns }, Old with { UsingIndex = former, Columns = OldColumns(context).Select(column => context.Open.Tombstone(Table, column) ?? column).ToValueList() });
        Operation swap = table.PartitionBy is null ? new ReplacePrimaryKey(Table, Old.Name!, forth) : new ReplacePartitionedKey(Table, Old.Name!, forth);
        Operation swapBack = table.PartitionBy is null ? new ReplacePrimaryKey(Table, name, back) : new ReplacePartitionedKey(Table, name, back);
        var build = Build(New, helper, columns, context);
        var nullable = columns.Where(column => table.Column(column) is not { NotNull: true }).ToList();
        return new Plan([])
        {
            Strategy = $"Build the index of the new key of {Table} while reads and writes go on, and let it take the place of {Old.Name} when no old version is left",
            Expand = [Steps.Of($"try to drop {Old.Name} and undo it, so that nothing stands in the way later", new Rehearse(PostgresWriter.Write(new DropConstraint(Table, Old.Name!), context.Version)[0]))],
            Backfill = isEarly ? build.Select(step => step with { Operations = step.Operations.Cast<CreateIndex>().Select(create => (Operation)(create with { Index = context.Physical(create.Index) })).ToValueList() }).ToValueList() : [],
            Rollback = isEarly ? build.Select(step => ((CreateIndex)step.Operations[0]).Index).Select(index => Steps.Of($"drop {index.Name}", new DropIndex(index.Table with { Name = index.Name! }) { Concurrently = true, IfExists = true })).ToValueList() : [],
            Verify = nullable.Select(column => SetNotNullPlan.NoNulls(Table, context.Physical(Table, column))).ToValueList(),
            Contract =
            [
                .. nullable.SelectMany(column => Steps.NotNull(Table, column, context.Unique("sm_check", column))),
                .. isEarly || New.UsingIndex is not null ? [] : build.Select(step => step with { Sign = swap }),
                Steps.Of($"let {name} over {string.Join(", ", columns)} take the place of {Old.Name}", swap),
            ],
            RevertVerify = back.Columns.Equals(Old.Columns) ? [Duplicates()] : [],
            Revert =
            [
                .. Build(Old, former, back.Columns, context).Select(step => step with { Sign = swapBack }),
                .. used is not null ? [Steps.Of(build[0].Title, new CreateIndex(used with { Name = again }) { Concurrently = true }) with { Sign = swapBack }] : isEarly ? build : [],
                Steps.Of($"let {Old.Name} be the key again", swapBack),
                .. used is null ? [] : new[] { Steps.Of($"give {used.Name} its name back", new RenameIndex(Table with { Name = again }, used.Name!)) },
                .. PartitionTree.AllowNull(context, Table, nullable),
            ],
            Notes =
            [
                $"Until contract {Old.Name} holds too: the new version cannot write rows that it forbids" + (isEarly || used is not null ? "" : $", and ON CONFLICT ({string.Join(", ", columns)}) finds no index before"),
                $"A revert needs rows that {Old.Name} allows",
            ],
        };
    }

    private bool IsSame(PlanContext context) => New.UsingIndex is null && New.Columns.Equals(OldColumns(context)) && (New.Name ?? Old.Name) == Old.Name && New.Deferrable == Old.Deferrable
        && !context.Migration.Operations.Any(operation => operation is DropColumn drop && context.Schema.Same(drop.Table, Table) && Old.Columns.Contains(drop.Column));

    private string? Obstacle(Table table, ValueList<string> columns, PlanContext context)
    {
        var key = context.Schema.ReferencesTo(Table).FirstOrDefault(one => one.Key.ReferencedColumns.Count == 0 || one.Key.ReferencedColumns.OrderBy(column => column).SequenceEqual(Old.Columns.OrderBy(column => column)));
        return columns.Count == 0 ? $"what index {New.UsingIndex} is, is not known: give the migrations that created it, or --connection"
            : table.PartitionBy is not null && New.UsingIndex is not null ? $"{Table} is partitioned, and the server takes no index over for a key of it: name the columns in ADD PRIMARY KEY"
            : Old.IsInherited ? $"{Old.Name} is part of the primary key of {table.PartitionOf?.Parent}: change that one"
            : PartitionTree.Obstacle(context, Table) is { } unreachable ? unreachable
            : key.Key is not null ? $"{key.Key.Name} of {key.Table.Name} references {Old.Name}: drop it before, in this migration, and add it again behind the new key"
            : table.Dependents.FirstOrDefault(dependent => dependent.Kind is "replica identity" && dependent.Name == Old.Name) is not null ? $"{Old.Name} is the replica identity of {Table}: give it another one in an earlier migration"
            : OldColumns(context).FirstOrDefault(column => context.IsReplacedElsewhere(Table, column) || context.IsRetyped(Table, column)) is { } replaced ? $"{Table}.{replaced} is being replaced by an earlier change: put the new key into a later migration, and run it after contract"
            : null;
    }

    // The key follows a rename of its column.
    private ValueList<string> OldColumns(PlanContext context) => Old.Columns.Select(column => context.Migration.Operations.OfType<RenameColumn>()
        .FirstOrDefault(rename => rename.Column == column && context.Schema.Same(rename.Table, Table))?.NewName ?? column).ToValueList();

    // What is unique already cannot be written twice by anybody: the index may come before the deploy.
    private bool Holds(ValueList<string> columns, PlanContext context)
    {
        var table = context.Before.Find(Table);
        var uniques = (table?.Constraints.OfType<UniqueConstraint>().Where(unique => !unique.Deferrable).Select(unique => unique.Columns) ?? [])
            .Concat(table?.Indexes.Where(index => index is { Unique: true, Where: null, IsValid: true } && index.Columns.All(key => key.Column is not null)).Select(index => index.Columns.Select(key => key.Column!).ToValueList()) ?? []);
        return uniques.Append(OldColumns(context)).Any(unique => unique.All(columns.Contains));
    }

    private ValueList<Step> Build(PrimaryKey key, string name, ValueList<string> columns, PlanContext context)
    {
        var index = AddUniquePlan.IndexOf(Table, key with { Columns = columns }, name);
        return context.Table(Table)?.PartitionBy is null
            ? [Steps.Of($"build the index of {key.Name ?? "the new key"} while reads and writes go on", new CreateIndex(index) { Concurrently = true })]
            : PartitionTree.KeyParts(context, Table, index).ToValueList();
    }

    private RequireNoRows Duplicates()
    {
        var columns = string.Join(", ", Old.Columns.Select(PostgresIdentifier.Quote));
        return new RequireNoRows(
            Table,
            new Expression($"({columns}) IN (SELECT {columns} FROM {PostgresWriter.Name(Table)} GROUP BY {columns} HAVING count(*) > 1)") { Columns = Old.Columns },
            $"{{0}} rows of {Table} are not told apart by ({columns}), which {Old.Name} demands: change them, then run revert again");
    }
}
