using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A policy: tables are documented in the database.</summary>
internal sealed class SM0911MissingComment : Rule<CreateTable>
{
    public override string Id => "SM0911";
    public override string Name => "missing-comment";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A table without a COMMENT";
    public override string Why => "Who meets the table in a query tool sees the comment and nothing else of what its authors knew.";
    public override string Instead => "COMMENT ON TABLE in the same migration";
    public override string Bad => "CREATE TABLE orders (id bigint PRIMARY KEY);";
    public override string Good => """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        COMMENT ON TABLE orders IS 'What a customer bought, one row for each purchase';
        """;

    protected override IEnumerable<Finding> Check(CreateTable operation, RuleContext context)
    {
        if (operation.PartitionOf is not null || operation.Persistence == Persistence.Temporary)
            yield break; // The parent has the comment, or nobody comes to read it.

        var commented = context.LaterAbout(operation.Table).Any(later => later.Statement.Kind == "CommentStmt"
            && later.Statement.Tables.Any(table => context.Schema.Same(table, operation.Table)));
        if (!commented)
            yield return Found(operation, $"Nothing says what {operation.Table} is for");
    }
}
