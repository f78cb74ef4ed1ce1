using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Queries have no index in between.</summary>
internal sealed class SM0510ReplaceIndexOrder : Rule<DropIndex>
{
    public override string Id => "SM0510";
    public override string Name => "replace-index-order";
    public override Severity Severity => Severity.Warning;
    public override string Title => "An index is dropped before its replacement is built";
    public override string Why =>
        "Between the two statements no index serves the queries that used the old one, and each of them reads the whole table.";
    public override string Instead => "Build the new index under another name first, then drop the old one and rename";
    public override string Bad => """
        DROP INDEX CONCURRENTLY orders_customer;
        CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id, state);
        """;
    public override string Good => """
        CREATE INDEX CONCURRENTLY orders_customer_new ON orders (customer_id, state);
        DROP INDEX CONCURRENTLY orders_customer;
        ALTER INDEX orders_customer_new RENAME TO orders_customer;
        """;

    protected override IEnumerable<Finding> Check(DropIndex operation, RuleContext context)
    {
        if (operation.IfExists && context.Schema.FindIndex(operation.Index) is null)
            yield break; // Clears a leftover away.

        var old = context.Schema.FindIndex(operation.Index);
        if (old is { } known && context.CreatesTable(known.Table.Name))
            yield break;

        if (context.InTransaction && context.LaterOf<CreateIndex>(Within.Transaction).Any(create => !create.Concurrently))
            yield break; // Nobody sees the moment between: queries wait for the lock, which the rules about DROP and CREATE INDEX say.

        var first = old?.Index.Columns.FirstOrDefault()?.Column;
        var others = context.LaterAbout(operation.Index).Concat(old is { } found ? context.LaterAbout(found.Table.Name) : []);
        var replacement = others.Select(later => later.Operation).OfType<CreateIndex>().FirstOrDefault(create =>
            create.Index.Name == operation.Index.Name
            || (old is { } index && first is not null && context.Schema.Same(create.Table, index.Table.Name) && create.Index.Columns.FirstOrDefault()?.Column == first));
        if (replacement is not null)
            yield return Found(operation, $"Queries that use {operation.Index} have no index until {replacement.Index.Name ?? "its replacement"} is built");
    }
}
