using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A prepared SELECT * fails after the row type changes.</summary>
internal sealed class SM0112AddColumnCachedPlan : Rule<AddColumn>
{
    public override string Id => "SM0112";
    public override string Name => "add-column-cached-plan";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "ADD COLUMN breaks prepared SELECT * statements of running sessions";
    public override string Why => """
        A session that prepared SELECT * FROM t, as Npgsql with MaxAutoPrepare and pgjdbc do, gets "cached plan must not change result
        type" (0A000) at the next use. Inside a transaction the driver cannot repair that.
        """;
    public override string Instead => "List the columns in queries, or renew the connections of the pool after the migration";
    public override string Bad => "ALTER TABLE orders ADD COLUMN note text;";
    public override string Good => "CREATE TABLE order_notes (order_id bigint PRIMARY KEY, note text);";

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        yield return Found(operation, $"Prepared statements that select all columns of {operation.Table} fail once in sessions that are open now");
    }
}
