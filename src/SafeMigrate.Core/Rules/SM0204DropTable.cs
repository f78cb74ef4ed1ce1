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
        if (!IsLoss(operation, context))
            yield break;

        if (IsMadeAgain(operation, context))
        {
            yield return Found(operation, $"The rows of {operation.Table} are lost: it is dropped and created again");
            yield break;
        }

        if (!SpeaksForAll(operation, context, drop => IsLoss(drop, context) && !IsMadeAgain(drop, context)))
            yield break;

        var all = context.Statement.Operations.OfType<DropTable>().Where(drop => IsLoss(drop, context) && !IsMadeAgain(drop, context)).ToList();
        yield return Found(operation, $"Statements of the running version that use {Words.And(all.Select(drop => drop.Table))} fail, and {(all.Count == 1 ? "its" : "their")} rows are lost");
    }

    // No released version knows a table of this migration; a partition has a rule of its own.
    private static bool IsLoss(DropTable drop, RuleContext context) =>
        !context.CreatesTable(drop.Table) && context.Table(drop.Table)?.PartitionOf is null;

    private static bool IsMadeAgain(DropTable drop, RuleContext context) =>
        context.LaterAbout(drop.Table).Any(later => later.Operation is CreateTable create && context.Schema.Same(create.Table, drop.Table));
}
