using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The planner knows nothing about the column until ANALYZE.</summary>
internal sealed class SM0305TypeChangeLosesStatistics : Rule<ChangeColumnType>
{
    public override string Id => "SM0305";
    public override string Name => "type-change-loses-statistics";
    public override Severity Severity => Severity.Note;
    public override string Title => "A type change deletes the statistics of an indexed column";
    public override string Why => """
        Even where no row is written, the statistics of the column are deleted. Until ANALYZE runs, the planner guesses, and a query that
        used an index may read the whole table.
        """;
    public override string Instead => "Run ANALYZE on the column right after it";
    public override string Bad => """
        CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));
        CREATE INDEX users_name ON users (name);
        -- next migration
        ALTER TABLE users ALTER COLUMN name TYPE varchar(100);
        """;
    public override string Good => """
        CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));
        CREATE INDEX users_name ON users (name);
        -- next migration
        ALTER TABLE users ALTER COLUMN name TYPE varchar(100);
        ANALYZE users (name);
        """;

    protected override IEnumerable<Finding> Check(ChangeColumnType operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.Effect.Rewrites.Count > 0 || context.Effect.Builds.Count > 0)
            yield break; // Worse is reported already.

        var table = context.Table(operation.Table);
        if (table is null || table.Column(operation.Column)?.Type == operation.Type || !ColumnLocks.IsIndexed(table, operation.Column))
            yield break; // Without an index a wrong guess changes little.

        if (context.IsAnalyzed(operation.Table))
            yield break;

        yield return Found(operation, $"The planner has no statistics of {operation.Table}.{operation.Column} until ANALYZE runs")
            with
        { Fix = Fixes.AppendStatement(context, $"ANALYZE {Fixes.Name(operation.Table)} ({Fixes.Name(operation.Column)})", "Append ANALYZE") };
    }
}
