using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A free type change that builds indexes after all.</summary>
internal sealed class SM0304TypeChangeRebuildsIndexes : Rule<ChangeColumnType>
{
    public override string Id => "SM0304";
    public override string Name => "type-change-rebuilds-indexes";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "A type or collation change builds the indexes of the column anew";
    public override string Why => """
        The rows need not be written, but the new type or collation sorts otherwise, so every index on the column is built while reads and
        writes wait.
        """;
    public override string Instead => "Add a new column with the new type or collation, index it CONCURRENTLY, fill it in batches and swap";
    public override string Bad => """
        CREATE TABLE users (id bigint PRIMARY KEY, name text);
        CREATE INDEX users_name ON users (name);
        -- next migration
        ALTER TABLE users ALTER COLUMN name TYPE text COLLATE "C";
        """;
    public override string Good => """
        CREATE TABLE users (id bigint PRIMARY KEY, name text);
        CREATE INDEX users_name ON users (name);
        -- next migration
        CREATE INDEX CONCURRENTLY users_name_c ON users (name COLLATE "C");
        """;

    protected override IEnumerable<Finding> Check(ChangeColumnType operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.Effect.Rewrites.Count > 0 || context.Effect.Builds.Count == 0)
            yield break;

        yield return Found(operation, $"The indexes on {operation.Table}.{operation.Column} are built anew while reads and writes wait");
    }
}
