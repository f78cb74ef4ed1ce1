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
        CREATE TABLE orders (id integer PRIMARY KEY, total integer);
        -- next migration
        ALTER TABLE orders ADD COLUMN total_new bigint;
        CREATE FUNCTION orders_total_new() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.total_new := NEW.total;
            RETURN NEW;
        END $$;
        SET lock_timeout = '500ms';
        CREATE TRIGGER orders_total_new BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION orders_total_new();
        -- next migration
        -- again for each range of ids
        UPDATE orders SET total_new = total WHERE id BETWEEN 1 AND 5000 AND total_new IS DISTINCT FROM total;
        -- next migration
        -- when no version is left that reads total as an integer
        SET lock_timeout = '500ms';
        BEGIN;
        -- safemigrate:ignore SM0712 the column that it filled takes the place of the old one
        DROP TRIGGER orders_total_new ON orders;
        -- safemigrate:ignore SM0214 both names are there before and after
        ALTER TABLE orders RENAME COLUMN total TO total_old;
        -- safemigrate:ignore SM0214 both names are there before and after
        ALTER TABLE orders RENAME COLUMN total_new TO total;
        COMMIT;
        """;

    protected override IEnumerable<Finding> Check(ChangeColumnType operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table))
            yield break; // No rows, no readers.

        var from = context.Table(operation.Table)?.Column(operation.Column)?.Type;
        if (from is null)
        {
            // Most changes rewrite; which one this is only the old type tells. Even varchar to text, which does not, breaks statements that sessions prepared.
            yield return Found(operation, $"Unless {operation.Table}.{operation.Column} has a type of the same bytes, changing it to {operation.Type} rewrites the table while reads and writes wait")
                with
            { Severity = Severity.Warning };
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
