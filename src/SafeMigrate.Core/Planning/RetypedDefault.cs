using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// The server does not convert every default with its column: migrations drop it, change the type and set it again. Done one after the other at contract, an INSERT between
/// them would find none, so the default changes with the column.
/// </summary>
internal static class RetypedDefault
{
    /// <summary>True for a DROP DEFAULT or SET DEFAULT that the plan of the type takes along.</summary>
    public static bool Takes(PlanContext context, ColumnOperation operation) => operation is SetDefault
        ? context.IsRetyped(operation.Table, operation.Column)
        : ChangeColumnTypePlan.Copying(context, operation.Table, operation.Column) is { } change && IsBefore(context, operation, change);

    /// <summary>What the old column has until the swap.</summary>
    public static Expression? Before(PlanContext context, QualifiedName table, Column column) =>
        Dropped(context, table, column) ? context.Before.Find(table)?.Column(column.Name)?.Default : column.Default;

    /// <summary>What the new column has after it.</summary>
    public static Expression? After(PlanContext context, QualifiedName table, Column column)
    {
        var change = ChangeColumnTypePlan.Copying(context, table, column.Name);
        return context.Migration.Operations.OfType<SetDefault>().LastOrDefault(set => Is(context, set, table, column) && change is not null && IsBefore(context, change, set))?.Default
            ?? (Dropped(context, table, column) ? null : column.Default);
    }

    private static bool Dropped(PlanContext context, QualifiedName table, Column column) =>
        context.Migration.Operations.OfType<DropDefault>().Any(drop => Is(context, drop, table, column) && Takes(context, drop));

    private static bool Is(PlanContext context, ColumnOperation operation, QualifiedName table, Column column) =>
        operation.Column == column.Name && context.Schema.Same(operation.Table, table);

    private static bool IsBefore(PlanContext context, Operation one, Operation other) =>
        context.Migration.Operations.TakeWhile(operation => !ReferenceEquals(operation, other)).Any(operation => ReferenceEquals(operation, one));
}
