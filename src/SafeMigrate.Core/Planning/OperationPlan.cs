using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>How one kind of operation is split. A subclass without state for each kind, in its own file.</summary>
internal abstract class OperationPlan
{
    public abstract bool Handles(Operation operation);

    public abstract Plan Create(Operation operation, PlanContext context);

    public static Plan NotPossible(string reason) => new([]) { NotPossible = reason };

    /// <summary>Nothing to do in any phase, and why.</summary>
    public static Plan Nothing(string strategy) => new([]) { Strategy = strategy };
}

/// <inheritdoc/>
internal abstract class OperationPlan<TOperation> : OperationPlan
    where TOperation : Operation
{
    public override bool Handles(Operation operation) => operation is TOperation;

    public override Plan Create(Operation operation, PlanContext context) => Create((TOperation)operation, context);

    protected abstract Plan Create(TOperation operation, PlanContext context);
}
