using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Writes wait, and so does every read that wants the index.</summary>
internal sealed class SM0509Reindex : Rule<Reindex>
{
    public override string Id => "SM0509";
    public override string Name => "reindex";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "REINDEX without CONCURRENTLY blocks the table";
    public override string Why =>
        "Writes of the table wait while the index is built, and queries that would use it wait too, because it is locked exclusively.";
    public override string Instead => "REINDEX ... CONCURRENTLY, outside a transaction";
    public override string Bad => "REINDEX TABLE orders;";
    public override string Good => "REINDEX TABLE CONCURRENTLY orders;";

    protected override IEnumerable<Finding> Check(Reindex operation, RuleContext context)
    {
        if (operation.Concurrently || (operation.Object is { } table && operation.Target == "TABLE" && context.CreatesTable(table)))
            yield break;

        yield return Found(operation, $"Writes wait while {(operation.Object is null ? "the database" : operation.Object.ToString())} is indexed anew, and so do queries that use the indexes") with
        {
            Fix = context.InTransaction || operation.Target == "SYSTEM" ? null : Fixes.InsertAfter(
                context.Statement.Location, context, @"^REINDEX\s+(\([^)]*\)\s*)?(INDEX|TABLE|SCHEMA|DATABASE)\b", " CONCURRENTLY", "Build the indexes CONCURRENTLY"),
        };
    }
}
