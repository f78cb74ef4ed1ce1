using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>Transactions and timeouts are the runner's own: what a file says about them is for whoever runs it as it is.</summary>
internal sealed class SessionPlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation
        is BeginTransaction or CommitTransaction
        or SetParameter { Parameter: "lock_timeout" or "statement_timeout" or "idle_in_transaction_session_timeout" or "application_name" };

    public override Plan Create(Operation operation, PlanContext context) => Nothing("The runner has its own transactions and timeouts");
}
