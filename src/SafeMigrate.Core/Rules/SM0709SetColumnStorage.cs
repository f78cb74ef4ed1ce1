using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: short, but exclusive.</summary>
internal sealed class SM0709SetColumnStorage : Rule<SetColumnProperty>
{
    public override string Id => "SM0709";
    public override string Name => "set-column-storage";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "SET STORAGE and SET COMPRESSION lock the table for a moment";
    public override string Why => """
        Nothing is written anew, but ACCESS EXCLUSIVE is taken: the statement waits for every query on the table, and all others queue up
        behind.
        """;
    public override string Instead => "Set a short lock_timeout before it, and try again when it fails";
    public override string Bad => "ALTER TABLE orders ALTER COLUMN note SET STORAGE EXTERNAL;";
    public override string Good => """
        SET lock_timeout = '500ms';
        ALTER TABLE orders ALTER COLUMN note SET STORAGE EXTERNAL;
        """;

    protected override IEnumerable<Finding> Check(SetColumnProperty operation, RuleContext context)
    {
        if (operation.Property is "STORAGE" or "COMPRESSION" && !context.CreatesTable(operation.Table) && !Timeouts.Protects(context))
            yield return Found(operation, $"Reads and writes of {operation.Table} wait for a moment");
    }
}
