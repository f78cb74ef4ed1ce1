using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>Tightening: the old version may still write what the check forbids, so it waits for contract.</summary>
internal sealed class AddCheckPlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is AddCheck or AddNotNull;

    public override Plan Create(Operation operation, PlanContext context) => operation switch
    {
        AddNotNull { NotNull: { Name: null, NotValid: false } constraint } add => new SetNotNullPlan().Create(new SetNotNull(add.Table, constraint.Column), context),
        AddNotNull add => Create(add, context, new Expression($"{Postgres.PostgresIdentifier.Quote(context.Physical(add.Table, add.NotNull.Column))} IS NULL")),
        AddCheck add => Create(add, context, new Expression($"NOT ({context.Physical(add.Table, add.Check.Condition)})")),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private static Plan Create(AddConstraint operation, PlanContext context, Expression violation)
    {
        var table = operation.Table;
        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new");
        if (ColumnPresence.Problem(context, table) is { } problem)
            return NotPossible(problem);
        if (operation.Constraint.ConstrainedColumns.Select(column => ColumnPresence.Problem(context, table, column)).FirstOrDefault(missing => missing is not null) is { } absent)
            return NotPossible(absent);
        if (operation.Constraint.ConstrainedColumns.FirstOrDefault(column => context.IsReplacedElsewhere(table, column)) is { } replaced)
            return NotPossible($"{table}.{replaced} is being replaced by an earlier change: put this constraint into a later migration, and run it after contract");

        var name = context.NameOf(operation);
        if (context.Table(table)?.Constraint(name) is not null)
            return NotPossible($"constraint {name} of {table} exists already");

        var steps = Steps.Validated(table, operation.Constraint, name);
        return new Plan([])
        {
            Strategy = $"Add {name} when no old version is left that may write what it forbids",
            Verify = operation.Constraint.NotValid ? [] : [new RequireNoRows(table, violation, $"{{0}} rows of {table} violate {name}: correct them, then run contract again")],

            // What its author adds NOT VALID they validate themselves, in an operation of its own.
            Contract = operation.Constraint.NotValid || operation.Constraint.NotEnforced ? [steps[0] with { Operations = [AddConstraint.Of(table, operation.Constraint with { Name = name })] }] : steps,
            Revert = [Steps.Of($"drop {name}", new DropConstraint(table, name) { IfExists = true })],
        };
    }
}
