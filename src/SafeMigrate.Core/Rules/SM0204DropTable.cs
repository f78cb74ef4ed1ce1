using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The version that still runs uses the table, and its rows are lost.</summary>
internal sealed class SM0204DropTable : Rule<DropTable>
{
    public override string Id => "SM0204";
    public override string Name => "drop-table";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "DROP TABLE breaks the version that still runs and loses its data";
    public override string Why =>
        "Every statement of the running version that names the table fails from then on, and the rows cannot be brought back.";
    public override string Instead =>
        "Release a version that does not use the table first, rename it away for a while, and drop it when nobody missed it";
    public override string Bad => "DROP TABLE orders;";
    public override string Good => """
        -- safemigrate:ignore SM0204 unused since 1.8, renamed away in 1.9
        DROP TABLE orders;
        """;

    protected override IEnumerable<Finding> Check(DropTable operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.Table(operation.Table)?.PartitionOf is not null)
            yield break; // No released version knows the table; a partition has a rule of its own.

        var recreated = context.LaterInMigration.Any(later => later.Operation is CreateTable create && context.Schema.Same(create.Table, operation.Table));
        yield return Found(operation, recreated
            ? $"The rows of {operation.Table} are lost: it is dropped and created again"
            : $"Statements of the running version that use {operation.Table} fail, and its rows are lost");
    }
}
