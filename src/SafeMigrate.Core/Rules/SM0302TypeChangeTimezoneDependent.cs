using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The session TimeZone decides what the values mean.</summary>
internal sealed class SM0302TypeChangeTimezoneDependent : Rule<ChangeColumnType>
{
    public override string Id => "SM0302";
    public override string Name => "type-change-timezone-dependent";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "Changing timestamp to timestamptz depends on the TimeZone of the session";
    public override string Why => """
        The values are read in the TimeZone of whoever runs the migration: in UTC nothing is written, anywhere else the table is written
        anew while reads and writes wait, and values shift if the application meant another zone.
        """;
    public override string Instead =>
        "SET TimeZone = 'UTC' before it if the values are in UTC, else add a new column and convert in batches";
    public override string Bad => """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed timestamp);
        -- next migration
        ALTER TABLE orders ALTER COLUMN placed TYPE timestamptz;
        """;
    public override string Good => """
        CREATE TABLE orders (id bigint PRIMARY KEY, placed timestamp);
        -- next migration
        SET TimeZone = 'UTC';
        ALTER TABLE orders ALTER COLUMN placed TYPE timestamptz;
        """;

    protected override IEnumerable<Finding> Check(ChangeColumnType operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.SessionTimeZoneIsUtc)
            yield break;

        if (context.Table(operation.Table)?.Column(operation.Column)?.Type is { } from && SM0301ChangeColumnType.IsTimeZoneChange(from, operation))
            yield return Found(operation, $"Unless the session runs in UTC, changing {operation.Table}.{operation.Column} to {operation.Type} rewrites the table and shifts its values");
    }
}
