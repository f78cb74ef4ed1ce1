using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>One index in each statement, and never CASCADE.</summary>
internal sealed class SM0506DropIndexConcurrentlyForm : Rule<DropIndex>
{
    public override string Id => "SM0506";
    public override string Name => "drop-index-concurrently-form";
    public override Severity Severity => Severity.Error;
    public override string Title => "DROP INDEX CONCURRENTLY with several indexes or CASCADE fails";
    public override string Why => """
        The server answers: DROP INDEX CONCURRENTLY does not support dropping multiple objects, or CASCADE. It refuses an index of a
        partitioned table as well.
        """;
    public override string Instead => "One statement for each index, without CASCADE";
    public override string Bad => "DROP INDEX CONCURRENTLY orders_customer, orders_state;";
    public override string Good => """
        DROP INDEX CONCURRENTLY orders_customer;
        DROP INDEX CONCURRENTLY orders_state;
        """;

    protected override IEnumerable<Finding> Check(DropIndex operation, RuleContext context)
    {
        if (!operation.Concurrently || !SpeaksForAll(operation, context, _ => true))
            yield break;

        var all = context.Statement.Operations.OfType<DropIndex>().ToList();

        var partitioned = context.Schema.FindIndex(operation.Index)?.Table.PartitionBy is not null;
        if (all.Count > 1 || operation.Cascade)
        {
            var statements = all.Select(drop => $"DROP INDEX CONCURRENTLY {(drop.IfExists ? "IF EXISTS " : "")}{Fixes.Name(drop.Index)}");
            yield return Found(operation, context.Statement.Location, all.Count > 1
                ? "The server refuses to drop several indexes concurrently in one statement"
                : $"The server refuses CASCADE when {operation.Index} is dropped concurrently")
                with
            { Fix = Fixes.ReplaceStatement(context, string.Join(";\n", statements), "Drop each index in a statement of its own") };
        }
        else if (partitioned)
        {
            yield return Found(operation, $"The server refuses to drop {operation.Index} concurrently, because it is an index of a partitioned table");
        }
    }
}
