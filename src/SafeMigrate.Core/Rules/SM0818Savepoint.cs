using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: subtransactions cost on a busy server.</summary>
internal sealed class SM0818Savepoint : Rule<CreateSavepoint>
{
    public override string Id => "SM0818";
    public override string Name => "savepoint";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override Dialect? Dialect => null;
    public override string Title => "A savepoint in a migration";
    public override string Why => "Many subtransactions slow down every snapshot of a busy server.";
    public override string Instead => "Put the parts into migrations of their own";
    public override string Bad => """
        BEGIN;
        SAVEPOINT a;
        COMMIT;
        """;
    public override string Good => """
        BEGIN;
        ALTER TABLE orders ADD COLUMN note text;
        COMMIT;
        """;

    protected override IEnumerable<Finding> Check(CreateSavepoint operation, RuleContext context)
    {
        yield return Found(operation, $"{operation.Savepoint} starts a subtransaction");
    }
}
