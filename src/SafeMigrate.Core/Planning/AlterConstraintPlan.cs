using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>When a foreign key is checked: what more transactions survive comes before the deploy, what fewer survive when no old version is left.</summary>
internal sealed class AlterConstraintPlan : OperationPlan<AlterConstraint>
{
    protected override Plan Create(AlterConstraint operation, PlanContext context)
    {
        var (table, name) = (operation.Table, operation.Constraint);
        if (context.Said("phase") is not null || context.Creates(table) || operation is { Enforced: not null } or { Inherit: not null } || context.Table(table)?.Constraint(name) is not { } known)
            return new AsWrittenPlan().Create(operation, context);
        if (known is not ForeignKey key)
            return NotPossible($"the server changes when foreign keys are checked, and {name} is none: drop it in one migration, and add it as you want it in a later one");

        // What is not said becomes what it is by default.
        var isDeferred = operation.Written?.IndexOf("INITIALLY DEFERRED", StringComparison.OrdinalIgnoreCase) >= 0;
        var wanted = key with { Deferrable = operation.Deferrable ?? isDeferred, InitiallyDeferred = isDeferred };
        if (wanted == key)
            return Nothing($"{name} is checked at that moment already");

        var forth = Steps.Of($"let {name} be {When(wanted)}", operation);
        var back = Steps.Of($"let {name} be {When(key)} again", new RunSql($"ALTER TABLE {PostgresWriter.Name(table)} ALTER CONSTRAINT {PostgresIdentifier.Quote(name)} {When(key)}"));
        return Rank(wanted) > Rank(key)
            ? new Plan([])
            {
                Strategy = $"Let {name} be {When(wanted)} before the deploy: no transaction fails that did not before",
                Expand = [forth],
                Rollback = [back],
                Notes = wanted.InitiallyDeferred ? [$"Of a row that violates {name} either version hears at COMMIT from then on, no longer at the statement"] : [],
            }
            : new Plan([])
            {
                Strategy = $"Let {name} be {When(wanted)} when no old version is left that may rely on a later check",
                Contract = [forth],
                Revert = [back],
            };
    }

    private static int Rank(ForeignKey key) => key.InitiallyDeferred ? 2 : key.Deferrable ? 1 : 0;

    private static string When(ForeignKey key) => Rank(key) switch { 2 => "DEFERRABLE INITIALLY DEFERRED", 1 => "DEFERRABLE", _ => "NOT DEFERRABLE" };
}
