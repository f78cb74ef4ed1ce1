using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// Transactions and timeouts are the runner's own: what a file says about them is for whoever runs it as it is. Of the session's TimeZone the
/// conversions of the migration take what they need. A lock would end with the step that takes it, and a query without functions leaves nothing behind.
/// </summary>
internal sealed class SessionPlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation
        is LockTable or Query or BeginTransaction or CommitTransaction
        or SetParameter { Parameter: "lock_timeout" or "statement_timeout" or "idle_in_transaction_session_timeout" or "application_name" or "client_min_messages" or "timezone" };

    public override Plan Create(Operation operation, PlanContext context) => operation switch
    {
        SetParameter { Parameter: "timezone", Value: var zone } => Nothing(zone is null ? "The session's TimeZone is as it was" : $"What this migration converts between timestamps with and without zone is read in {zone}"),
        LockTable take when context.Migration.Statements.Any(statement => statement.Directive("phase") is not null) =>
            NotPossible($"the lock of {take.Table} would end before the statement that runs as written: put both into a DO block and say -- safemigrate:phase there"),
        LockTable take => Nothing($"Each step takes the locks of {take.Table} that it needs, for an instant"),
        Query { Sql: var sql } when sql.IndexOf('(') >= 0 => new AsWrittenPlan().Create(operation, context),
        Query => Nothing("A query leaves nothing behind"),
        _ => Nothing("The runner has its own transactions and timeouts"),
    };
}
