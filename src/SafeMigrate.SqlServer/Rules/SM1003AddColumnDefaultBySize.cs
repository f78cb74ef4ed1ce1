using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A new column whose default is written into every row.</summary>
public sealed class SM1003AddColumnDefaultBySize : SqlServerRule<AddColumn>
{
    /// <inheritdoc/>
    public override string Id => "SM1003";

    /// <inheritdoc/>
    public override string Name => "mssql-add-column-default-size-of-data";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "Adding a column with a default writes every row";

    /// <inheritdoc/>
    public override string Why =>
        "A new NOT NULL column with a constant default is a change of metadata only on Enterprise Edition and Azure SQL. Standard Edition writes the default into every row under a schema modification lock, and so does every edition for (max), xml, spatial and CLR types. WITH VALUES does the same for a column that may be NULL.";

    /// <inheritdoc/>
    public override string Instead => "Add the column as NULL without a default, add the default, fill the rows in batches, and make it NOT NULL when no old version is left";

    /// <inheritdoc/>
    public override string Bad => """
        -- safemigrate_sqlserver_edition = standard
        ALTER TABLE dbo.Orders ADD Paid bit NOT NULL CONSTRAINT DF_Orders_Paid DEFAULT 0;
        """;

    /// <inheritdoc/>
    public override string Good => """
        ALTER TABLE dbo.Orders ADD Paid bit NULL;
        ALTER TABLE dbo.Orders ADD CONSTRAINT DF_Orders_Paid DEFAULT 0 FOR Paid;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        var column = operation.Column;
        if (column.Default is not { } value || !(column.NotNull || operation.WithValues) || !RuntimeConstants.Is(value))
            yield break; // Rows that exist keep NULL; SM1004 speaks of other defaults.

        var isLarge = TypeFacts.IsLarge(column.Type);
        var edition = Editions.Of(context);
        if (!isLarge && (edition is Edition.Enterprise or Edition.Azure))
            yield break; // The default is kept beside the table, and rows get it when they are read.

        var severity = isLarge || edition == Edition.Standard ? Severity.Error : Severity.Warning;
        var where = isLarge ? "" : edition == Edition.Standard ? " on Standard Edition" : " unless the server is Enterprise Edition or Azure SQL";
        yield return Found(operation, $"Adding {operation.Table}.{column.Name} writes its default into every row while all access to the table waits{where}")
            with
        { Severity = severity };
    }
}
