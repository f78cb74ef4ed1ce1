using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>How one kind of operation is split. A subclass without state for each kind, in its own file.</summary>
internal abstract class OperationPlan
{
    public abstract bool Handles(Operation operation);

    public abstract Plan Create(Operation operation, PlanContext context);

    /// <summary>What a plan says where a migration says CASCADE, which drops what nobody named.</summary>
    protected const string WithoutCascade = "CASCADE is left out: what else depends on it stops the plan with its name, and is to be dropped by name";

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
