using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A type with other bytes writes the table anew.</summary>
internal sealed class SM0301ChangeColumnType : Rule<ChangeColumnType>
{
    public override string Id => "SM0301";
    public override string Name => "change-column-type";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "Changing a column type rewrites the table";
    public override string Why => """
        Unless the new type stores the same bytes (varchar(50) to varchar(100) or text, numeric(10,2) to numeric(12,2)), PostgreSQL writes
        every row and every index anew while reads and writes wait, and a value that does not fit stops it. The running version meanwhile
        sends and expects the old type.
        """;
    public override string Instead =>
        "Add a new column, keep both equal with a trigger, fill it in batches, and swap the names when no old version is left";
    public override string Bad => """
        CREATE TABLE orders (id integer PRIMARY KEY, total integer);
        -- next migration
        ALTER TABLE orders ALTER COLUMN total TYPE bigint;
        """;
    public override string Good => """
        CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));
        -- next migration
        ALTER TABLE users ALTER COLUMN name TYPE varchar(100);
        """;

    protected override IEnumerable<Finding> Check(ChangeColumnType operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table))
            yield break; // No rows, no readers.

        var from = context.Table(operation.Table)?.Column(operation.Column)?.Type;
        if (from is null)
        {
            // Most changes rewrite; which one this is only the old type tells. A type without a limit is nearly always the same one with its limit gone.
            var widest = operation.Using is null && operation.Type is { ArrayDimensions: 0, Modifiers.Count: 0, Name: "text" or "character varying" or "numeric" };
            yield return Found(operation, $"Unless {operation.Table}.{operation.Column} has a type of the same bytes, changing it to {operation.Type} rewrites the table while reads and writes wait")
                with
            { Severity = widest ? Severity.Note : Severity.Warning };
            yield break;
        }

        if (!TypeChange.Rewrites(operation, from, context.SessionTimeZoneIsUtc) || IsTimeZoneChange(from, operation))
            yield break; // The rows stay as they are, or another rule has the better words.

        var fits = TypeChange.Narrows(from, operation.Type) ? ", and fails on a value that does not fit" : "";
        yield return Found(operation, $"Changing {operation.Table}.{operation.Column} from {from} to {operation.Type} rewrites the table while reads and writes wait{fits}");
    }

    /// <summary>True for timestamp to timestamptz or back without a USING that says how.</summary>
    internal static bool IsTimeZoneChange(DataType from, ChangeColumnType change) => TypeChange.IsPlainCast(change)
        && (from.Name, change.Type.Name) is ("timestamp without time zone", "timestamp with time zone") or ("timestamp with time zone", "timestamp without time zone");
}
