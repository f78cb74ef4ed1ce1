using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>sp_rename of what is neither a table nor a column.</summary>
public sealed class SM1015RenameOther : SqlServerRule<RenameOther>
{
    /// <inheritdoc/>
    public override string Id => "SM1015";

    /// <inheritdoc/>
    public override string Name => "mssql-rename-object";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Note;

    /// <inheritdoc/>
    public override string Title => "A constraint, procedure or view is renamed";

    /// <inheritdoc/>
    public override string Why =>
        "Whatever names the object fails from then on: scripts that drop the constraint, code that reads its name from an error, callers of the procedure. The text of a module keeps the old name.";

    /// <inheritdoc/>
    public override string Instead => "Create a second object with the new name, and drop the old one when nothing names it any more";

    /// <inheritdoc/>
    public override string Bad => "EXEC sp_rename 'dbo.CK_Orders', 'CK_Orders_Total', 'OBJECT';";

    /// <inheritdoc/>
    public override string Good => "ALTER TABLE dbo.Orders WITH NOCHECK ADD CONSTRAINT CK_Orders_Total CHECK (Total >= 0);";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(RenameOther operation, RuleContext context)
    {
        yield return Found(operation, $"Renaming {operation.Object} to {operation.NewName} breaks whatever names it");
    }
}
