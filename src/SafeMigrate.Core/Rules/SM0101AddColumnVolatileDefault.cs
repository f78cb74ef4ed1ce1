using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A default that differs from row to row is written into every row under the lock.</summary>
internal sealed class SM0101AddColumnVolatileDefault : Rule<AddColumn>
{
    public override string Id => "SM0101";
    public override string Name => "add-column-volatile-default";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ADD COLUMN with a volatile default rewrites the table";
    public override string Why => """
        A default that gives one value for all rows is stored once. A volatile one, such as gen_random_uuid() or clock_timestamp(), is
        computed for each row: PostgreSQL writes the table and all its indexes anew while reads and writes wait. A function of your own
        counts as volatile unless its CREATE FUNCTION in the same history says STABLE or IMMUTABLE.
        """;
    public override string Instead => "Add the column without the default, SET DEFAULT for new rows, and fill the old rows in batches";
    public override string Bad => "ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();";
    public override string Good => """
        ALTER TABLE orders ADD COLUMN token uuid;
        ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
        -- next migration
        -- again for each range of ids
        UPDATE orders SET token = gen_random_uuid() WHERE id BETWEEN 1 AND 5000 AND token IS NULL;
        """;

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        if (operation.Column is { IsSerial: true } or { Identity: not null } or { Generated: not null })
            yield break; // Rewrites too, and another rule says so.

        var function = operation.Column.Default is { } value ? Volatility.VolatileFunction(value) : null;
        if (function is null || context.IsKnownNotVolatile(function))
            yield break; // One value for all rows is stored once, without touching them.

        // A function of unknown volatility: a missed rewrite is an outage, so it is reported, but as a doubt.
        var isKnown = Volatility.IsKnownVolatile(function);
        var each = isKnown ? $"{function}() gives each row its own value" : $"Unless {function}() is STABLE or IMMUTABLE, it gives each row its own value";
        var message = $"{each}, so adding {operation.Table}.{operation.Column.Name} rewrites the table while reads and writes wait";
        yield return Found(operation, message) with { Severity = isKnown ? Severity.Error : Severity.Warning };
    }
}
