using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>IF NOT EXISTS locks the table before it looks.</summary>
internal sealed class SM0113GuardedDdlStillLocks : Rule<Operation>
{
    public override string Id => "SM0113";
    public override string Name => "guarded-ddl-still-locks";
    public override Severity Severity => Severity.Note;
    public override string Title => "IF NOT EXISTS takes its lock even where it does nothing";
    public override string Why => """
        ADD COLUMN IF NOT EXISTS takes ACCESS EXCLUSIVE and CREATE INDEX IF NOT EXISTS takes SHARE before the server looks whether there
        is anything to do, so a statement that repeats earlier work still waits behind long queries and lets all others queue.
        """;
    public override string Instead => "Leave it out: the migration tool's history says that it ran";
    public override string Bad => """
        ALTER TABLE orders ADD COLUMN note text;
        -- next migration
        ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;
        """;
    public override string Good => "ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is AddColumn { IfNotExists: true } add && !context.CreatesTable(add.Table) && context.Table(add.Table)?.Column(add.Column.Name) is not null)
            yield return Found(operation, $"{add.Table}.{add.Column.Name} exists already, and still all reads and writes of {add.Table} wait for this statement");

        if (operation is CreateIndex { IfNotExists: true, Concurrently: false, Index.Name: { } name } create && !context.CreatesTable(create.Table)
            && context.Schema.FindIndex(create.Table with { Name = name }) is not null)
        {
            yield return Found(operation, $"Index {name} exists already, and still writes of {create.Table} wait for this statement");
        }
    }
}
