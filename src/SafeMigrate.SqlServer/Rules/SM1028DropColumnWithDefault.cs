using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A column is dropped while its default is there.</summary>
public sealed class SM1028DropColumnWithDefault : SqlServerRule<DropColumn>
{
    /// <inheritdoc/>
    public override string Id => "SM1028";

    /// <inheritdoc/>
    public override string Name => "mssql-drop-column-with-default";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override string Title => "Dropping a column fails while its default constraint is there";

    /// <inheritdoc/>
    public override string Why =>
        "A default is a constraint of its own: DROP COLUMN fails with error 5074 until it is dropped. A default without a name has another name on every database, so that a script which names it works on one of them only.";

    /// <inheritdoc/>
    public override string Instead => "Drop the default first; name every default, so that there is something to drop";

    /// <inheritdoc/>
    public override string Bad => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Paid bit NOT NULL DEFAULT 0);
        -- next migration
        ALTER TABLE dbo.Orders DROP COLUMN Paid;
        """;

    /// <inheritdoc/>
    public override string Good => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Paid bit NOT NULL CONSTRAINT DF_Orders_Paid DEFAULT 0);
        -- next migration
        ALTER TABLE dbo.Orders DROP CONSTRAINT DF_Orders_Paid;
        -- safemigrate:ignore SM0201 no running version uses it
        ALTER TABLE dbo.Orders DROP COLUMN Paid;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(DropColumn operation, RuleContext context)
    {
        if (context.Table(operation.Table)?.Column(operation.Column) is not { Default: not null } column)
            yield break;
        if (context.EarlierOf<Opaque>(Within.Migration).Any()
            || context.EarlierAbout(operation.Table, Within.History).Any(earlier => DropsConstraint(earlier.Operation, operation.Table, column.DefaultName, context)))
            yield break; // An unnamed one is looked up and dropped by SQL that is put together while it runs.

        var name = column.DefaultName is { } given ? $"constraint {given}" : "a constraint whose name only the server knows";
        yield return Found(operation, $"Dropping {operation.Table}.{operation.Column} fails with error 5074 while its default, {name}, is there");
    }

    private static bool DropsConstraint(Operation operation, QualifiedName table, string? constraint, RuleContext context) =>
        operation is DropConstraint drop && context.Schema.Same(drop.Table, table) && (constraint is null || drop.Constraint == constraint);
}
