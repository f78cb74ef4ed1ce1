using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The column that tells an object mapper which class a row is.</summary>
internal sealed class SM0116DiscriminatorDefault : Rule<AddColumn>
{
    public override string Id => "SM0116";
    public override string Name => "discriminator-default";
    public override Severity Severity => Severity.Warning;
    public override Dialect? Dialect => null;
    public override string Title => "A discriminator column with a default makes every row of the running version one class";
    public override string Why => """
        An object mapper with table-per-hierarchy inheritance reads the class of a row from this column. The running version does not write
        it, so each row that it inserts gets the default, whatever class it is, and the new version reads it as that class.
        """;
    public override string Instead =>
        "Add it without a default, release a version that writes it, fill it in batches, and only then map the new class";
    public override string Bad => "ALTER TABLE people ADD COLUMN \"Discriminator\" text NOT NULL DEFAULT 'Person';";
    public override string Good => "ALTER TABLE people ADD COLUMN \"Discriminator\" text;";

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation) || operation.Column.Default is not { IsNull: false })
            yield break; // A new table has no rows of the running version.

        if (operation.Column.Name.Equals("discriminator", StringComparison.OrdinalIgnoreCase))
            yield return Found(operation, $"Rows that the running version inserts into {operation.Table} become {operation.Column.Default}, whatever class they are");
    }
}
