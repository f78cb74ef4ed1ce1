using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>INSERTs that leave the column out relied on the default.</summary>
internal sealed class SM0221DropColumnDefault : Rule<DropDefault>
{
    public override string Id => "SM0221";
    public override string Name => "drop-column-default";
    public override Severity Severity => Severity.Error;
    public override string Title => "DROP DEFAULT of a NOT NULL column breaks INSERTs of the version that still runs";
    public override string Why => """
        A version that does not know the column, or leaves it out, was saved by the default. Without it the INSERT fails with a NOT NULL
        violation.
        """;
    public override string Instead =>
        "Keep the default until no version is left that leaves the column out, and drop it in the contract phase";
    public override string Bad => """
        ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT 'EUR';
        ALTER TABLE orders ALTER COLUMN currency DROP DEFAULT;
        """;
    public override string Good => "ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT 'EUR';";

    protected override IEnumerable<Finding> Check(DropDefault operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table))
            yield break;

        var column = context.Table(operation.Table)?.Column(operation.Column);
        if (column is not null and not { NotNull: true, Default: not null })
            yield break; // NULL is a value that is accepted, or nothing changes.

        if (context.LaterAbout(operation.Table).Any(later => Restores(later.Operation, operation, context)))
            yield break; // It has a value again before the migration ends: the usual way round a change of type.

        if (column is null)
            yield return Found(operation, $"Where {operation.Table}.{operation.Column} is NOT NULL, INSERTs of the running version that leave it out fail once it has no default") with { Severity = Severity.Warning };
        else
            yield return Found(operation, $"INSERTs of the running version that leave out {operation.Table}.{operation.Column} fail once it has no default");
    }

    private static bool Restores(Operation operation, DropDefault drop, RuleContext context) =>
        operation is SetDefault or DropNotNull or AddIdentity or DropColumn && operation is ColumnOperation change
        && change.Column == drop.Column && context.Schema.Same(change.Table, drop.Table);
}
