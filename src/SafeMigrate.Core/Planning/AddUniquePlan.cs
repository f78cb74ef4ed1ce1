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

    // On the whole it is there at once, and holds when the constraint of each partition is part of it.
    private static ValueList<Step> Partitioned(PlanContext context, QualifiedName table, IndexConstraint constraint, string name)
    {
        var whole = AddConstraint.Of(table, constraint with { Name = name });
        var sql = Postgres.PostgresWriter.Write(whole, context.Version)[0];
        var only = new RunSql("ALTER TABLE ONLY" + sql.Substring("ALTER TABLE".Length));
        return
        [
            new Step($"add {name} to {table} itself", [only]) { Sign = whole },
            .. context.Schema.PartitionsOf(table).SelectMany(part =>
            {
                var own = context.NameOf(AddConstraint.Of(part.Name, constraint with { Name = null }));
                return Built(part.Name, constraint, own).Append(Steps.Of($"let it be part of {name}", new AttachIndex(table with { Name = name }, part.Name with { Name = own })));
            }),
            Steps.Whole(table with { Name = name }),
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
        if (context.Table(table)?.PartitionBy is not null && (!context.Schema.IsComplete || context.Schema.PartitionsOf(table).Any(part => part.PartitionBy is not null) || constraint.UsingIndex is not null))
            return NotPossible($"{table} is partitioned in a way that is not known or has several levels: build the index on each partition and let it be a constraint there, ADD CONSTRAINT to ONLY {table}, and attach the indexes");

        var steps = context.Table(table)?.PartitionBy is not null ? Partitioned(context, table, constraint, name)
            : constraint.UsingIndex is null ? Built(table, constraint, name) : [Steps.Of($"let the index be the constraint {name}", operation)];
        var nullable = constraint is PrimaryKey ? constraint.Columns.Where(column => context.Table(table)?.Column(column) is not { NotNull: true }).ToList() : [];
        var inExpand = context.Said("phase") == "expand";
        ValueList<Step> all = [.. nullable.SelectMany(column => Steps.NotNull(table, column, context.Unique("sm_check", column))), .. steps];
        ValueList<Step> back = [Steps.Of($"drop {name}", new DropConstraint(table, name) { IfExists = true }, new DropIndex(table with { Name = name }) { IfExists = true })];
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
}
