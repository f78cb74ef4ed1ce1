using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// What is not possible between a table and those that inherit from it, partitions among them: a trigger of the parent does not see the rows of a
/// child that inherits, and what the parent gave to a child, the server changes at the parent only.
/// </summary>
internal static class Inheritance
{
    /// <summary>Why an operation cannot be planned, or null.</summary>
    public static string? Refusal(Operation operation, PlanContext context)
    {
        if (operation is not TableOperation { Table: var name } change || context.Table(name) is not { } table)
            return null;
        if (change.Only && ReachesChildren(operation) && Child(context.Schema, table) is { } child)
            return $"ONLY leaves {child} out, which has what {name} has: leave ONLY away";
        if (operation is AddColumn && table.PartitionOf is { Parent: var whole })
            return $"{name} is a partition: add the column to {whole}";
        return operation is RenameColumn or DropColumn or ChangeColumnType && Giver(context.Schema, table, ((ColumnOperation)operation).Column) is { } giver
            ? $"{name}.{((ColumnOperation)operation).Column} is inherited from {giver}, and the server changes it there only: change {giver}"
            : null;
    }

    /// <summary>Why a plan would not hold for the rows of children, or null.</summary>
    public static string? Problem(Plan plan, PlanContext context)
    {
        var followed = plan.Expand.Concat(plan.Backfill).Concat(plan.Contract).SelectMany(step => step.Operations)
            .Where(operation => operation is CreateSync or CreateFill or CreateRowSync or IBackfill).Cast<TableOperation>();
        foreach (var operation in followed)
        {
            if (context.Table(operation.Table) is { PartitionBy: null } table && Child(context.Schema, table) is { } child)
                return $"{child} inherits from {table.Name}, and a trigger of {table.Name} does not see its rows: "
                    + "add the new column without a default, carry it over with triggers of your own on every table, and copy in batches";
            if (context.Schema.PartitionsOf(operation.Table).Any(part => part.IsForeign))
                return PartitionTree.Obstacle(context, operation.Table);
        }

        return null;
    }

    private static bool ReachesChildren(Operation operation) =>
        operation is AddColumn or DropColumn or RenameColumn or ChangeColumnType or SetNotNull or AddConstraint or DropConstraint or RenameConstraint;

    private static QualifiedName? Child(Schema schema, Table table) => schema.Tables.FirstOrDefault(other =>
        (other.PartitionOf is { } of && schema.Same(of.Parent, table.Name)) || other.Inherits.Any(parent => schema.Same(parent, table.Name)))?.Name;

    private static QualifiedName? Giver(Schema schema, Table table, string column)
    {
        var parents = table.PartitionOf is { } of ? [of.Parent, .. table.Inherits] : table.Inherits;
        return parents.FirstOrDefault(parent => schema.Find(parent)?.Column(column) is not null);
    }
}
