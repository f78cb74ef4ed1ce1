using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;

namespace SafeMigrate.Tool.Reporting;

/// <summary>A step with its SQL and its locks, in the schema that it meets.</summary>
/// <param name="Step">The step.</param>
/// <param name="Sql">Its statements, without semicolons.</param>
/// <param name="Locks">The strongest lock on each relation: <c>orders AccessExclusive</c>.</param>
/// <param name="Work">What it has to go through, where that is known.</param>
internal sealed record PlannedStep(Step Step, IReadOnlyList<string> Sql, IReadOnlyList<string> Locks, StepWork? Work);

/// <summary>One change of a migration, worked out for a reader.</summary>
internal sealed class PlannedChange
{
    private readonly Schema before;
    private readonly int version;

    private PlannedChange(Plan plan, Schema before, int version) => (Plan, this.before, this.version) = (plan, before, version);

    public Plan Plan { get; }

    /// <summary><c>RenameColumn orders.status</c>.</summary>
    public string Name => string.Join(", ", Plan.Change.Select(OperationText.Of).Distinct());

    /// <summary>The changes of a migration; each meets what those before it left behind.</summary>
    public static IEnumerable<PlannedChange> Of(MigrationPlan migration)
    {
        var schema = migration.Schema;
        foreach (var plan in migration.Plans)
        {
            yield return new PlannedChange(plan, schema, migration.Version);
            schema = schema.Apply(plan.Change);
        }
    }

    /// <summary>What must be true of the rows before a phase begins.</summary>
    public IEnumerable<string> Checks(Phase phase)
    {
        ValueList<RequireNoRows> checks = phase switch { Phase.Contract => Plan.Verify, Phase.Revert => Plan.RevertVerify, _ => [] };
        return checks.Select(check => $"no row of {check.Table} where {check.Violation}")
            .Concat(phase == Phase.Contract ? Plan.Unchanged.Select(check => $"nothing hangs on {check.Table}.{check.Column} that was not there at expand and cannot move") : []);
    }

    /// <summary>The steps of a phase.</summary>
    public IReadOnlyList<PlannedStep> Steps(Phase phase)
    {
        var schema = Earlier(phase).Aggregate(before, (known, earlier) => known.Apply(Plan.Steps(earlier).SelectMany(step => step.Operations)));
        var steps = new List<PlannedStep>();
        foreach (var step in Plan.Steps(phase))
        {
            steps.Add(new PlannedStep(step, [.. step.Operations.SelectMany(Sql)], Locks(step, schema), StepWork.Of(step, schema, version)));
            schema = schema.Apply(step.Operations);
        }

        return steps;
    }

    private static Phase[] Earlier(Phase phase) => phase switch
    {
        Phase.Expand => [],
        Phase.Backfill => [Phase.Expand],
        Phase.Contract or Phase.Rollback => [Phase.Expand, Phase.Backfill],
        _ => [Phase.Expand, Phase.Backfill, Phase.Contract],
    };

    private IReadOnlyList<string> Sql(Operation operation) => operation is RequireNoRows ? [] : PostgresWriter.Write(operation, version);

    private List<string> Locks(Step step, Schema schema)
    {
        var locks = new List<RelationLock>();
        foreach (var operation in step.Operations)
        {
            locks.AddRange(operation is BackfillColumn fill ? [new RelationLock(fill.Table, LockMode.RowExclusive)]
                : operation is BackfillRows carry ? [new RelationLock(carry.Table, LockMode.RowShare), new RelationLock(carry.Sync.Target, LockMode.RowExclusive)]
                : PostgresLocks.Of(operation, schema, version).Locks);
            schema = schema.Apply(operation);
        }

        return [.. locks.GroupBy(held => held.Relation).Select(group => $"{group.Key} {group.Max(held => held.Mode)}")];
    }
}
