using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// Tightening: the old version may still write duplicates. The index is built while reads and writes go on; the constraint takes it over in an instant.
/// </summary>
internal sealed class AddUniquePlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is AddUnique or AddPrimaryKey;

    /// <summary>The index that the constraint needs.</summary>
    public static Index IndexOf(QualifiedName table, IndexConstraint constraint, string name) => new(name, table, constraint.Columns.Select(column => new IndexColumn(column)).ToValueList())
    {
        Unique = true,
        Include = constraint.Include,
        With = constraint.With,
        Tablespace = constraint.Tablespace,
        NullsNotDistinct = constraint is UniqueConstraint { NullsNotDistinct: true },
    };

    /// <summary>The steps for a constraint of this name.</summary>
    public static ValueList<Step> Built(QualifiedName table, IndexConstraint constraint, string name)
    {
        var index = IndexOf(table, constraint, name);
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
        if (ReplacedKey.IsKept(add, context))
            return Nothing("The key is the same afterwards: it is carried along with its columns");
        if (constraint.Columns.FirstOrDefault(column => (context.Said("phase") == "expand" ? context.IsReplaced(table, column) : context.IsReplacedElsewhere(table, column))) is { } replaced)
            return NotPossible($"{table}.{replaced} is being replaced by an earlier change: put this constraint into a later migration, and run it after contract");

        var name = context.NameOf(add);
        if (context.Table(table)?.Constraint(name) is not null)
            return NotPossible($"constraint {name} of {table} exists already");

        if (add is AddPrimaryKey && ReplacedKey.Of(table, context) is { } replacedKey)
            return replacedKey.Plan(name, context);
        if (add is AddPrimaryKey && context.Table(table)?.Constraints.OfType<PrimaryKey>().FirstOrDefault() is { } key)
            return NotPossible($"{table} has the primary key {key.Name}: drop it before, in this migration");
        if (Obstacle(context, table, constraint) is { } obstacle)
            return NotPossible(obstacle);

        var steps = constraint.UsingIndex is null ? new PartitionTree(context).Key(table, constraint, name) : [Steps.Of($"let the index be the constraint {name}", operation)];
        var nullable = constraint is PrimaryKey ? constraint.Columns.Where(column => context.Table(table)?.Column(column) is not { NotNull: true }).ToList() : [];
        var inExpand = context.Said("phase") == "expand";
        ValueList<Step> all = [.. nullable.SelectMany(column => Steps.NotNull(table, column, context.Unique("sm_check", column))), .. steps];
        ValueList<Step> back = [.. KeptParts.Dropped(context, table, constraint, name), .. PartitionTree.AllowNull(context, table, nullable)];
        return new Plan([])
        {
            Strategy = inExpand ? $"Build {name} before the deploy, as the migration says: the old version must not write duplicates" : $"Build {name} when no old version is left that may write duplicates",
            Backfill = inExpand ? all : [],
            Rollback = inExpand ? back : [],
            Verify = nullable.Select(column => SetNotNullPlan.NoNulls(table, context.Physical(table, column))).ToValueList(),
            Contract = inExpand ? [] : all,
            Revert = inExpand ? [] : back,
        };
    }

    private static string? Obstacle(PlanContext context, QualifiedName table, IndexConstraint constraint) =>
        PartitionTree.Obstacle(context, table) is { } obstacle ? obstacle
        : context.Table(table)?.PartitionBy is null ? null
        : constraint.UsingIndex is not null ? $"{table} is partitioned, and the server takes no index over for a constraint of it: say ADD CONSTRAINT with the columns, and drop the index in a later migration"
        : constraint is PrimaryKey && context.Schema.PartitionsOf(table).FirstOrDefault(part => PartitionTree.Own(part, constraint) is null && part.KeyColumns.Count > 0) is { } keyed
            ? $"{keyed.Name}, a partition of {table}, has a primary key of its own over {string.Join(", ", keyed.KeyColumns)}: drop it in an earlier migration"
        : PartitionTree.Obstacle(context, table, part => PartitionTree.Own(part, constraint)?.Name);
}
