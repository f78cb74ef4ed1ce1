using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>As a rename: the new version meets the table in its new schema through an updatable view, until the old version is gone.</summary>
internal sealed class MoveTablePlan : OperationPlan<MoveTable>
{
    protected override Plan Create(MoveTable operation, PlanContext context)
    {
        var (from, to) = (operation.Table, operation.Table with { Schema = operation.NewSchema });
        if (context.Schema.IsComplete && context.Table(from) is null)
            return NotPossible($"table {from} does not exist");
        if (context.Table(to) is not null)
            return NotPossible($"table {to} exists already");
        if (context.Creates(from))
            return Steps.AtOnce(operation, $"{from} is new") with { Rollback = [Steps.Of($"move {to} back", new MoveTable(to, from.Schema ?? context.Schema.DefaultSchema))] };
        if (context.Version < 15 && context.Table(from)?.RowSecurity == true)
            return NotPossible($"{from} has row security, which a view of PostgreSQL 14 would pass by: move it when no application is running");

        var (home, away) = (from.Schema ?? context.Schema.DefaultSchema, operation.NewSchema);
        var alias = new CreateAlias(from, from.Name) { Schema = away };
        return new Plan([])
        {
            Strategy = $"Let {to} be a view for the new version, and move {from} there when no old version is left",
            Expand = [Steps.Of($"let the new version use {to}", alias)],
            Contract = [new Step($"move {from} to {away}", [Steps.Locked(from), new DropAlias(from, from.Name) { Schema = away }, operation]) { Sign = operation }],
            Revert = [new Step($"move {to} back", [Steps.Locked(to), new MoveTable(to, home), alias]) { Sign = new MoveTable(to, home) }],
            Rollback = [Steps.Of($"take the name {to} away", new DropAlias(from, from.Name) { Schema = away })],
            Notes = [$"Until contract {to} is a view: the new version cannot COPY into it, TRUNCATE it or LOCK it", $"Roles of the new version need USAGE on schema {away}"],
        };
    }
}
