using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// The new version meets the table under its new name through an updatable view, while the old version goes on with the table itself: it is
/// the one that has all the traffic, and a view cannot do all that a table can (COPY, TRUNCATE). The names change places when the old version is gone.
/// </summary>
internal sealed class RenameTablePlan : OperationPlan<RenameTable>
{
    protected override Plan Create(RenameTable operation, PlanContext context)
    {
        var (from, to) = (operation.Table, operation.Table with { Name = operation.NewName });
        if (TableCopy.Into(context, from) is { IsRebuild: true } copy && copy.Source.Name.Name == operation.NewName)
            return TableRebuild.Plan(copy, operation, context);
        if (context.Schema.IsComplete && context.Table(from) is null)
            return NotPossible($"table {from} does not exist");
        if (context.Table(to) is not null)
            return NotPossible($"table {to} exists already");
        if (context.Version < 15 && context.Table(from)?.RowSecurity == true)
            return NotPossible($"{from} has row security, which a view of PostgreSQL 14 would pass by: rename it when no application is running");
        if (context.Creates(from))
            return Steps.AtOnce(operation, $"{from} is new") with { Rollback = [Steps.Of($"rename {to} back", new RenameTable(to, from.Name))] };

        return new Plan([])
        {
            Strategy = $"Give {from} the second name {to} for the new version, and rename it when no old version is left",
            Expand = [Steps.Of($"let the new version use {to}", new CreateAlias(from, operation.NewName))],
            Contract =
            [
                new Step($"rename {from} to {to}", [Steps.Locked(from), new DropAlias(from, operation.NewName), operation]),
            ],
            Revert =
            [
                new Step($"rename {to} back to {from}", [Steps.Locked(to), new RenameTable(to, from.Name), new CreateAlias(from, operation.NewName)]),
            ],
            Rollback = [Steps.Of($"take the name {to} away", new DropAlias(from, operation.NewName))],
            Notes = [$"Until contract {to} is a view: the new version cannot COPY into it, TRUNCATE it or LOCK it"],
        };
    }
}
