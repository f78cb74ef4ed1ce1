using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A column that the old version does not write and that may not be empty.</summary>
internal sealed class SM0105AddColumnRequired : Rule<AddColumn>
{
    public override string Id => "SM0105";
    public override string Name => "add-column-required";
    public override Severity Severity => Severity.Error;
    public override string Title => "ADD COLUMN NOT NULL without a default fails, and breaks the version that still runs";
    public override string Why => """
        A table with rows refuses the column, because the rows have no value for it. On an empty table it is accepted, and then every
        INSERT of the running version fails, because that version does not know the column.
        """;
    public override string Instead => "Give the column a DEFAULT and keep it until no old version is left, or add it without NOT NULL";
    public override string Bad => "ALTER TABLE orders ADD COLUMN currency char(3) NOT NULL;";
    public override string Good => "ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT 'EUR';";

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        var column = operation.Column;
        if (!column.NotNull || column.Default is { IsNull: false })
            yield break;

        if (column.IsSerial || column.Identity is not null || column.Generated is not null || column.Constraints.OfType<PrimaryKey>().Any())
            yield break; // Filled by the server, or a hazard of its own.

        // FluentMigrator's SetExistingRowsTo fills the rows in one UPDATE; the running version is no better off for it.
        yield return Found(operation, column.ExistingRows is null
            ? $"{operation.Table} has no value for {column.Name} in rows that exist, and INSERTs of the running version do not give one"
            : $"Every row of {operation.Table} is written and scanned for {column.Name}, and INSERTs of the running version do not give it a value");
    }
}
