using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: the running version may rely on the old default.</summary>
internal sealed class SM0220ChangeColumnDefault : Rule<SetDefault>
{
    public override string Id => "SM0220";
    public override string Name => "change-column-default";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "SET DEFAULT changes what the running version writes";
    public override string Why => """
        A version that leaves the column out of its INSERTs, as object mappers do with unchanged values, silently writes the new default.
        Rows that exist keep their value.
        """;
    public override string Instead => "Release a version that writes the value itself first";
    public override string Bad => "ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'new';";
    public override string Good => "ALTER TABLE orders ADD COLUMN state text DEFAULT 'new';";

    protected override IEnumerable<Finding> Check(SetDefault operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.AddsColumn(operation.Table, operation.Column))
            yield break;

        yield return Found(operation, $"INSERTs of the running version that leave out {operation.Table}.{operation.Column} write the new default");
    }
}
