using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A free type change that reads all rows after all.</summary>
internal sealed class SM0303TypeChangeRechecks : Rule<ChangeColumnType>
{
    public override string Id => "SM0303";
    public override string Name => "type-change-rechecks";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "A type change checks the constraints of the column again";
    public override string Why => """
        The rows need not be written, but PostgreSQL makes every CHECK on the column anew and validates it: the table is read while reads
        and writes wait.
        """;
    public override string Instead =>
        "Drop the CHECK, change the type, add the CHECK again with NOT VALID, and VALIDATE it in a later migration";
    public override string Bad => """
        CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50) CHECK (name <> ''));
        -- next migration
        ALTER TABLE users ALTER COLUMN name TYPE varchar(100);
        """;
    public override string Good => """
        CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50) CONSTRAINT name_given CHECK (name <> ''));
        -- next migration
        SET lock_timeout = '500ms';
        BEGIN;
        ALTER TABLE users DROP CONSTRAINT name_given;
        ALTER TABLE users ALTER COLUMN name TYPE varchar(100);
        ALTER TABLE users ADD CONSTRAINT name_given CHECK (name <> '') NOT VALID;
        COMMIT;
        -- next migration
        ALTER TABLE users VALIDATE CONSTRAINT name_given;
        """;

    protected override IEnumerable<Finding> Check(ChangeColumnType operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.Effect.Rewrites.Count > 0 || context.Effect.Scans.Count == 0)
            yield break;

        yield return Found(operation, $"The CHECKs on {operation.Table}.{operation.Column} are validated again while reads and writes wait");
    }
}
