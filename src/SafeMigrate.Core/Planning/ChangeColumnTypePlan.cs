using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// In place where the server changes the catalog only. Else a second column of the new type that follows the first, and a swap of the names
/// when no old version is left; until then both versions read and write the old type.
/// </summary>
internal sealed class ChangeColumnTypePlan : OperationPlan<ChangeColumnType>
{
    protected override Plan Create(ChangeColumnType operation, PlanContext context)
    {
        var (table, name) = (operation.Table, operation.Column);
        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new");
        if (context.Table(table)?.Column(name) is { } unchanged && unchanged.Type == operation.Type && operation is { Using: null, Collation: null })
            return Nothing($"{table}.{name} is {operation.Type} already");
        if (context.Said("strategy") != "copy" && context.Table(table)?.Column(name) is { } column && InPlace(operation, column, context.Table(table)!))
        {
            return Widened(operation, column);
        }

        if (ColumnReplacement.Find(table, name, context, ColumnReplacement.Obstacle, out column) is { } problem)
            return NotPossible(problem);
        if (context.Said("strategy") == "in-place")
            return NotPossible($"in place the server would write or check every row of {table} while nobody can use it: leave safemigrate:strategy out");

        if (column is { Identity: not null } && operation.Type is not { ArrayDimensions: 0, Schema: null, Name: "smallint" or "integer" or "bigint" })
            return NotPossible($"{table}.{name} is an identity, which the server gives to smallint, integer and bigint only: put DROP IDENTITY into an earlier migration");

        var plain = TypeChange.IsPlainCast(operation);
        var up = context.SaidExpression("up") ?? (plain ? null : operation.Using);
        var down = context.SaidExpression("down");
        if ((up is null ? context.TimeZone(operation) : Conversion.ZoneOf(up, name)) is { } zone && Conversion.DependsOnTimeZone(column.Type, operation.Type))
            (up, down) = (up ?? Conversion.InZone(name, column.Type, operation.Type, zone), down ?? Conversion.InZone(name, operation.Type, column.Type, zone));
        down ??= (context.Said("up") is null && TypeChange.IsCastThroughText(operation) ? new Expression($"{PostgresIdentifier.Quote(name)}::text::{PostgresWriter.Type(column.Type)}") { Columns = [name] } : null);
        if (up is null && Conversion.DependsOnTimeZone(column.Type, operation.Type))
            return NotPossible($"what {table}.{name} becomes depends on the TimeZone of each session that writes it: say the zone with USING {PostgresIdentifier.Quote(name)} AT TIME ZONE '...', or SET TimeZone before it");
        if (up is not null && down is null)
            return NotPossible($"nothing says how a {operation.Type} becomes a {column.Type} again, so a revert would lose writes: give -- safemigrate:down EXPRESSION");

        var physical = context.Unique("sm_new", name);
        var replaced = column with { Name = physical, Type = operation.Type, Collation = operation.Collation };
        return new ColumnReplacement(context, context.Table(table)!, column with { Default = RetypedDefault.Before(context, table, column) }, replaced, name)
        {
            NewDefault = RetypedDefault.After(context, table, column),
            Up = up ?? (operation.Using is null ? null : operation.Using),
            Down = down,
            UpMayFail = context.Said("on-error") != "reject" && (up is not null || !Conversion.NeverFails(column.Type, operation.Type)),
            DownMayFail = down is not null || !Conversion.NeverFails(operation.Type, column.Type),
            Strategy = $"Build a second column of type {operation.Type} that follows {table}.{name}, and swap the two when no old version is left",
            Notes =
            [
                .. Dependents.Notes(context, context.Table(table)!, column, until: "contract"),
                $"Until contract {name} is {column.Type}: the new version must not write values that need {operation.Type}",
                $"From contract on {name} is the last column of {table}: an INSERT without a list of columns puts values into others, so name the columns",
                $"Sessions that prepared a query which returns {name} fail once at contract (\"cached plan must not change result type\"): reconnect pools, or select {name}::{operation.Type}",
            ],
        }.Plan();
    }

    /// <summary>The statement of this migration that builds a second column of another type in the place of this one, or null.</summary>
    public static ChangeColumnType? Copying(PlanContext context, QualifiedName table, string name) =>
        context.Creates(table) || context.Table(table) is not { } known || known.Column(name) is not { } column ? null
        : context.Migration.Operations.OfType<ChangeColumnType>().FirstOrDefault(change => change.Column == name && context.Schema.Same(change.Table, table) && !InPlace(change, column, known));

    private static bool InPlace(ChangeColumnType operation, Column column, Table table) =>
        !TypeChange.Rewrites(operation, column.Type) && !TypeChange.Narrows(column.Type, operation.Type) && operation.Collation is null
        && !TypeChange.RebuildsIndexes(column.Type, operation.Type)

        // The server refuses it under a view or a policy; a second column takes those over.
        && !Dependents.Any(table, column) && Dependents.Obstacle(table, column) is null

        // The server checks constraints on the column again, under the lock.
        && !table.Constraints.Any(constraint => constraint is CheckConstraint or ForeignKey && constraint.ConstrainedColumns.Contains(column.Name));

    private static Plan Widened(ChangeColumnType operation, Column column)
    {
        var (table, name) = (operation.Table, operation.Column);
        return new Plan([])
        {
            Strategy = $"Change {table}.{name} to {operation.Type} in place: the server changes its catalog only",
            Expand =
            [
                Steps.Of($"change {table}.{name} to {operation.Type}, which rewrites nothing", operation),
                Steps.Analyze(table, name),
            ],
            Rollback =
            [
                // Back to the narrower type the server reads or rewrites every row under its lock: on a large table this gives up, and the
                // wider type stays, which the old version can live with.
                new Step(
                    $"change {table}.{name} back to {column.Type}, if that takes less than half a second",
                    [new SetParameter("statement_timeout", "500ms") { Local = true }, new ChangeColumnType(table, name, column.Type)]),
            ],
        };
    }
}
