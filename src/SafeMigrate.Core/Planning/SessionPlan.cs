using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// Transactions and timeouts are the runner's own: what a file says about them is for whoever runs it as it is. Of the session's TimeZone the
/// conversions of the migration take what they need.
/// </summary>
internal sealed class SessionPlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation
        is BeginTransaction or CommitTransaction
        or SetParameter { Parameter: "lock_timeout" or "statement_timeout" or "idle_in_transaction_session_timeout" or "application_name" or "client_min_messages" or "timezone" };

    public override Plan Create(Operation operation, PlanContext context) => operation is SetParameter { Parameter: "timezone", Value: var zone }
        ? Nothing(zone is null ? "The session's TimeZone is as it was" : $"What this migration converts between timestamps with and without zone is read in {zone}")
        : Nothing("The runner has its own transactions and timeouts");
}
