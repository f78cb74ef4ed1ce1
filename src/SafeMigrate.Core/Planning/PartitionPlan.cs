using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Partitions come before the deploy and go after it. A table that is attached is first proved to have only rows that belong there, by a
/// validated check, and gets the indexes of the whole: then the server has nothing to read or build under its lock.
/// </summary>
internal sealed class PartitionPlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is AttachPartition or DetachPartition;

    public override Plan Create(Operation operation, PlanContext context)
    {
        var (name, partName) = operation switch
        {
            AttachPartition attach => (attach.Table, attach.Partition),
            _ => (((DetachPartition)operation).Table, ((DetachPartition)operation).Partition),
        };
        if (context.Said("phase") is not null)
            return new AsWrittenPlan().Create(operation, context);
        if ((ColumnPresence.Problem(context, name) ?? ColumnPresence.Problem(context, partName)) is { } problem)
            return NotPossible(problem);
        if (context.Table(name) is not { PartitionBy: { } key } parent || context.Table(partName) is not { } part)
            return NotPossible($"how {name} is partitioned is not known: give the migrations that created it, or --connection");
        return operation is AttachPartition bound ? Attached(bound, parent, part, key, context) : Detached((DetachPartition)operation, parent, part, context);
    }

    private static Plan Attached(AttachPartition attach, Table parent, Table part, string key, PlanContext context)
    {
        if (context.Creates(part.Name))
            return Steps.AtOnce(attach, $"{part.Name} is new") with { Rollback = [Detach(attach)] };
        if (Missing(parent, part) is { } missing)
            return NotPossible(missing);
        if (Condition(context, parent, attach.Bound) is not { } condition)
            return NotPossible($"what {attach.Bound} demands of a row of {part.Name} cannot be written as a check here: add one by hand that says the same, NOT VALID, validate it, and attach with -- safemigrate:phase expand");

        var rest = context.Schema.Tables.FirstOrDefault(table => table.PartitionOf is { IsDefault: true } of && context.Schema.Same(of.Parent, parent.Name));
        var proof = new CheckConstraint(context.Unique("sm_proof", part.Name.Name), new Expression(condition));
        var disproof = new CheckConstraint(context.Unique("sm_rest", part.Name.Name), new Expression($"NOT ({PartitionBounds.Condition(key, attach.Bound)})"));
        var indexes = parent.Indexes.Where(index => !part.Indexes.Any(own => Alike(own, index))).Select(index =>
        {
            var own = index with { Table = part.Name, Only = false };
            return own with { Name = context.NameOf(own) };
        }).ToList();
        if (part.PartitionBy is not null && indexes.Count > 0)
            return NotPossible($"{part.Name} has partitions and no index like {parent.Indexes.First(index => !part.Indexes.Any(own => Alike(own, index))).Name} of {parent.Name}: create it on {part.Name} in an earlier migration, which builds it on each of them");
        return new Plan([])
        {
            Strategy = $"Prove that the rows of {part.Name} belong into {attach.Bound}, then attach it before the deploy",
            Expand = [],
            Backfill =
            [
                .. indexes.Select(index => Steps.Of($"build {index.Name} while reads and writes go on", new CreateIndex(index) { Concurrently = true })),
                .. Signed(Steps.Validated(part.Name, proof, proof.Name!), attach),
                .. rest is null ? [] : Signed(Steps.Validated(rest.Name, disproof, disproof.Name!), attach),
                new Step($"attach {part.Name}, which the server now believes without reading it",
                [
                    attach,
                    new DropConstraint(part.Name, proof.Name!) { IfExists = true },
                    .. rest is null ? Array.Empty<Operation>() : [new DropConstraint(rest.Name, disproof.Name!) { IfExists = true }],
                ]) { Sign = attach },
            ],
            Rollback =
            [
                Detach(attach),
                Steps.Of("drop what proved it", new DropConstraint(part.Name, proof.Name!) { IfExists = true }),
                .. rest is null ? [] : new[] { Steps.Of("drop what proved the rest", new DropConstraint(rest.Name, disproof.Name!) { IfExists = true }) },
                .. indexes.Select(index => Steps.Of($"drop {index.Name}", new DropIndex(part.Name with { Name = index.Name! }) { Concurrently = true, IfExists = true })),
            ],
        };
    }

    // The server would add it under its lock, reading every row.
    private static string? Missing(Table parent, Table part) => parent.Constraints
        .Where(constraint => constraint is not NotNullConstraint && !part.Constraints.Any(own => Alike(own, constraint)))
        .Select(constraint => $"{part.Name} has nothing like constraint {constraint.Name} of {parent.Name}, which the server would build or check under its lock: add it to {part.Name} in an earlier migration")
        .Concat(parent.Columns.Where(column => column.NotNull && part.Column(column.Name) is { NotNull: false }).Select(column => $"{part.Name}.{column.Name} may be NULL, {parent.Name}.{column.Name} may not: SET NOT NULL in an earlier migration"))
        .FirstOrDefault();

    private static bool Alike(Constraint one, Constraint other) => (one with { Name = null, NotValid = false }).Equals(other with { Name = null, NotValid = false });

    private static bool Alike(Index one, Index other) => (one with { Name = null, Table = other.Table, Only = false }).Equals(other with { Name = null, Only = false });

    private static IEnumerable<Step> Signed(IEnumerable<Step> steps, Operation sign) => steps.Select(step => step with { Sign = sign });

    // The lock is short: nothing is read.
    private static Step Detach(AttachPartition attach) =>
        new($"detach {attach.Partition}", [new RunSql($"ALTER TABLE {PostgresWriter.Name(attach.Table)} DETACH PARTITION {PostgresWriter.Name(attach.Partition)}")])
        {
            Sign = new DetachPartition(attach.Table, attach.Partition),
        };

    private static Plan Detached(DetachPartition detach, Table parent, Table part, PlanContext context)
    {
        if (detach.Finalize)
            return NotPossible($"FINALIZE ends a detach that was interrupted: say -- safemigrate:phase expand");
        if (Above(context, parent).SelectMany(table => context.Schema.ReferencesTo(table.Name)).FirstOrDefault() is { Key: not null } reference)
            return NotPossible($"foreign key {reference.Key.Name} of {reference.Table.Name} references {reference.Key.ReferencedTable}, and the server would look for rows that reference {part.Name} under its lock: drop the key first, or detach by hand with CONCURRENTLY");

        var bound = part.PartitionOf?.Bound ?? "";
        var condition = Condition(context, parent, bound);
        var back = new AttachPartition(parent.Name, part.Name, bound);
        var proof = new CheckConstraint(context.Unique("sm_proof", part.Name.Name), new Expression(condition ?? "true"));
        return new Plan([])
        {
            Strategy = $"Detach {part.Name} when no old version is left that reads its rows through {parent.Name}",
            Contract = Away(detach, parent, part, context),
            Revert =
            [
                .. condition is null ? [] : Signed(Steps.Validated(part.Name, proof, proof.Name!), back),
                new Step($"attach {part.Name} again", [new RunSql($"ALTER TABLE {PostgresWriter.Name(parent.Name)} ATTACH PARTITION {PostgresWriter.Name(part.Name)} {bound}"), new DropConstraint(part.Name, proof.Name!) { IfExists = true }]) { Sign = back },
            ],
        };
    }

    // Concurrently nobody who reads or writes the whole waits; the server cannot do so beside a DEFAULT partition, which would have to take the bound's rows from then on.
    private static ValueList<Step> Away(DetachPartition detach, Table parent, Table part, PlanContext context)
    {
        if (context.Schema.DefaultPartitionOf(parent.Name) is not null)
        {
            var sql = $"ALTER TABLE {PostgresWriter.Name(parent.Name)} DETACH PARTITION {PostgresWriter.Name(part.Name)}";
            return [new Step($"detach {part.Name}, which reads nothing and so locks for an instant", [new RunSql(sql)]) { Sign = detach }];
        }

        var kept = context.Unique("bound", part.Name.Name);
        var alone = new DetachPartition(parent.Name, part.Name) { Concurrently = true };
        var step = Steps.Of($"detach {part.Name} while reads and writes go on", alone);
        return detach.Concurrently
            ? [step]
            :
            [
                Steps.Of($"write down which checks {part.Name} has", new RememberBound(part.Name, kept)) with { Sign = alone },
                step,
                Steps.Of($"drop the check that the server leaves in the place of the bound", new DropBoundCheck(part.Name, kept)),
            ];
    }

    private static IEnumerable<Table> Above(PlanContext context, Table table) =>
        table.PartitionOf is { } of && context.Table(of.Parent) is { } parent ? Above(context, parent).Prepend(table) : [table];

    // A row belongs into a partition of a partition where it belongs into that one too.
    private static string? Condition(PlanContext context, Table parent, string bound)
    {
        var own = PartitionBounds.Condition(parent.PartitionBy!, bound);
        if (parent.PartitionOf is not { } of || own is null)
            return own;
        return context.Table(of.Parent) is { PartitionBy: not null } above && Condition(context, above, of.Bound) is { } rest ? $"{rest} AND {own}" : null;
    }
}
