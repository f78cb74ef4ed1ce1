using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// Tightening: the old version may still write duplicates. The index is built while reads and writes go on; the constraint takes it over in an instant.
/// </summary>
internal sealed class AddUniquePlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is AddUnique or AddPrimaryKey;

    /// <summary>The steps for a constraint of this name.</summary>
    public static ValueList<Step> Built(QualifiedName table, IndexConstraint constraint, string name)
    {
        var index = new Index(name, table, constraint.Columns.Select(column => new IndexColumn(column)).ToValueList())
        {
            Unique = true,
            Include = constraint.Include,
            With = constraint.With,
            Tablespace = constraint.Tablespace,
            NullsNotDistinct = constraint is UniqueConstraint { NullsNotDistinct: true },
        };
        var adopting = constraint with { Name = name, UsingIndex = name, Columns = [], Include = [], With = null, Tablespace = null };
        return
        [
            Steps.Of($"build the unique index {name} while reads and writes go on", new CreateIndex(index) { Concurrently = true }),
            Steps.Of($"let the index be the constraint {name}", AddConstraint.Of(table, adopting)),
        ];
    }

    public override Plan Create(Operation operation, PlanContext context)
    {
        var add = (AddConstraint)operation;
        var (table, constraint) = (add.Table, (IndexConstraint)add.Constraint);
        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new");
        if (ColumnPresence.Problem(context, table) is { } problem)
            return NotPossible(problem);
        if (constraint.Columns.Select(column => ColumnPresence.Problem(context, table, column)).FirstOrDefault(missing => missing is not null) is { } absent)
            return NotPossible(absent);
        if (context.Table(table)?.PartitionBy is not null)
            return NotPossible($"{table} is partitioned, and a unique index cannot be built on all partitions without locking writes out: build it on each partition, then attach them");
        if (constraint.Columns.FirstOrDefault(column => context.IsReplaced(table, column)) is { } replaced)
            return NotPossible($"{table}.{replaced} is being replaced by an earlier change: put this constraint into a later migration");

        var name = context.NameOf(add);
        if (context.Table(table)?.Constraint(name) is not null)
            return NotPossible($"constraint {name} of {table} exists already");

        var steps = constraint.UsingIndex is null ? Built(table, constraint, name) : [Steps.Of($"let the index be the constraint {name}", operation)];
        var nullable = constraint is PrimaryKey ? constraint.Columns.Where(column => context.Table(table)?.Column(column) is not { NotNull: true }).ToList() : [];
        var inExpand = context.Said("phase") == "expand";
        ValueList<Step> all = [.. nullable.SelectMany(column => Steps.NotNull(table, column, context.Unique("sm_check", column))), .. steps];
        ValueList<Step> back = [Steps.Of($"drop {name}", new DropConstraint(table, name) { IfExists = true }, new DropIndex(table with { Name = name }) { IfExists = true })];
        return new Plan([])
        {
            Strategy = inExpand ? $"Build {name} before the deploy, as the migration says: the old version must not write duplicates" : $"Build {name} when no old version is left that may write duplicates",
            Backfill = inExpand ? all : [],
            Rollback = inExpand ? back : [],
            Verify = nullable.Select(column => SetNotNullPlan.NoNulls(table, column)).ToValueList(),
            Contract = inExpand ? [] : all,
            Revert = inExpand ? [] : back,
        };
    }
}
