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
        // FluentMigrator's SetExistingRowsTo fills the rows in one UPDATE; the running version is no better off for it.
        if (operation.Column.ExistingRows is not null && IsRequired(operation, context))
            yield return Found(operation, $"Every row of {operation.Table} is written and scanned for {operation.Column.Name}, and INSERTs of the running version do not give it a value");

        if (!SpeaksForAll(operation, context, IsMissing))
            yield break;

        var columns = context.Statement.Operations.OfType<AddColumn>().Where(IsMissing).Select(add => add.Column.Name);
        yield return Found(operation, $"{operation.Table} has no value for {Words.And(columns)} in rows that exist, and INSERTs of the running version do not give one");

        bool IsMissing(AddColumn add) => add.Table == operation.Table && add.Column.ExistingRows is null && IsRequired(add, context);
    }

    // A new table has no rows and no readers; what the server fills is no hazard, or one of its own.
    private static bool IsRequired(AddColumn add, RuleContext context) => add.Column is { NotNull: true, Default: null or { IsNull: true }, IsSerial: false, Identity: null, Generated: null }
        && !add.Column.Constraints.OfType<PrimaryKey>().Any() && context.AddsToExisting(add);
}
