using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>ALTER COLUMN that says nothing about NULL.</summary>
public sealed class SM1010AlterColumnDropsNotNull : SqlServerRule<DropNotNull>
{
    /// <inheritdoc/>
    public override string Id => "SM1010";

    /// <inheritdoc/>
    public override string Name => "mssql-alter-column-drops-not-null";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override string Title => "ALTER COLUMN without NOT NULL makes the column nullable";

    /// <inheritdoc/>
    public override string Why =>
        "ALTER COLUMN always sets nullability: where neither NULL nor NOT NULL is written, the column becomes nullable, in silence. Readers that never met a NULL then do.";

    /// <inheritdoc/>
    public override string Instead => "Write NULL or NOT NULL, whichever the column has";

    /// <inheritdoc/>
    public override string Bad => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Code varchar(20) NOT NULL);
        -- next migration
        ALTER TABLE dbo.Orders ALTER COLUMN Code varchar(40);
        """;

    /// <inheritdoc/>
    public override string Good => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Code varchar(20) NOT NULL);
        -- next migration
        ALTER TABLE dbo.Orders ALTER COLUMN Code varchar(40) NOT NULL;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(DropNotNull operation, RuleContext context)
    {
        if (!operation.Implied || IsNew(operation.Table, context))
            yield break;

        var known = context.Table(operation.Table)?.Column(operation.Column);
        if (known is { NotNull: false })
            yield break; // It is nullable already.

        var message = known is null
            ? $"ALTER COLUMN {operation.Column} without NULL or NOT NULL makes {operation.Table}.{operation.Column} nullable, whatever it was"
            : $"ALTER COLUMN {operation.Column} without NOT NULL makes {operation.Table}.{operation.Column} nullable";
        yield return Found(operation, message) with { Severity = known is null ? Severity.Warning : Severity.Error };
    }
}
