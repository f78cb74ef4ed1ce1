using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// The guards of a block that creates what is not there yet. What the schema knows, the plan looks up: operations whose guard finds something are left out. What only the
/// server knows, types, triggers and policies, the step asks for as it runs, and writes down that it was not there.
/// </summary>
internal sealed class Guarded
{
    private readonly Dictionary<Operation, Operation> existing = new(ByReference.Instance);
    private readonly HashSet<Operation> asked = new(ByReference.Instance);

    private Guarded()
    {
    }

    /// <summary>True for a block whose operations are planned each by itself. A named phase is the author's choice for the block as it is.</summary>
    public static bool RunsApart(Statement statement) => statement.Guards.Count > 0 && statement.Directive("phase") is null && statement.Guards.All(guard =>
        statement.Operations[guard.Creates] is not (CreateEnum or CreateType or CreateTrigger or ChangePolicy) || guard.Count == 1);

    /// <summary>What the guards of a statement find before it.</summary>
    public static Guarded Of(Statement statement, PlanContext context)
    {
        var found = new Guarded();
        foreach (var guard in statement.Guards)
        {
            var creates = statement.Operations[guard.Creates];
            var operations = statement.Operations.Skip(guard.First).Take(guard.Count);
            if (creates is CreateEnum or CreateType or CreateTrigger or ChangePolicy)
                found.asked.UnionWith(operations);
            else if (Exists(creates, context))
                operations.ToList().ForEach(operation => found.existing.Add(operation, creates));
        }

        return found;
    }

    /// <summary>The operation that creates what is there already, so that this one is not done; null where it is done.</summary>
    public Operation? Existing(Operation operation) => existing.TryGetValue(operation, out var creates) ? creates : null;

    /// <summary>The plan, with what it creates under the guard that the server decides.</summary>
    public Plan Unless(Operation operation, Plan plan, PlanContext context)
    {
        if (plan.NotPossible is not null || !asked.Contains(operation) || operation is TableOperation { Table: var table } && context.Creates(table))
            return plan;
        if (operation is CreateType type)
        {
            var kept = new KeepDefinition(DefinitionKind.Enum, type.Type, "", context.Unique("kept", type.Type.Name));
            plan = plan with { Expand = [new Step(plan.Expand[0].Title, [kept, type])], Rollback = [Steps.Of("drop it where it is new", new RestoreDefinition(kept))], Purge = [Steps.Forgotten(kept)] };
        }

        return plan with { Expand = plan.Expand.Select(Unless).ToValueList(), Contract = plan.Contract.Select(Unless).ToValueList() };
    }

    private static Step Unless(Step step) => step.Operations.Count == 2 && step.Operations[0] is KeepDefinition keep
        ? new Step(step.Title + ", unless it is there", [new CreateUnlessThere(keep, step.Operations[1])])
        : step;

    private static bool Exists(Operation operation, PlanContext context) => operation switch
    {
        AddConstraint { Constraint.Name: { } name } add => context.Table(add.Table)?.Constraint(name) is not null,
        AddColumn add => context.Table(add.Table)?.Column(add.Column.Name) is not null,
        RenameColumn rename => context.Table(rename.Table)?.Column(rename.NewName) is not null,
        CreateTable create => context.Table(create.Table) is not null || context.Schema.FindView(create.Table) is not null,
        CreateIndex { Index: { Name: { } name } index } => context.Schema.FindIndex(index.Table with { Name = name }) is not null,
        CreateDomain create => context.Schema.FindDomain(create.Domain) is not null,
        _ => false,
    };

    private sealed class ByReference : IEqualityComparer<Operation>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(Operation? one, Operation? other) => ReferenceEquals(one, other);

        public int GetHashCode(Operation operation) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(operation);
    }
}
