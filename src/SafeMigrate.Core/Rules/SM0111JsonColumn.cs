using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>json has no equality operator.</summary>
internal sealed class SM0111JsonColumn : Rule<AddColumn>
{
    public override string Id => "SM0111";
    public override string Name => "json-column";
    public override Severity Severity => Severity.Warning;
    public override string Title => "A column of type json breaks DISTINCT, GROUP BY and UNION";
    public override string Why => """
        The type json has no equality operator. A query of the running version that says SELECT DISTINCT * or groups by all columns fails
        as soon as the column exists.
        """;
    public override string Instead => "Use jsonb";
    public override string Bad => "ALTER TABLE orders ADD COLUMN details json;";
    public override string Good => "ALTER TABLE orders ADD COLUMN details jsonb;";

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        if (operation.Column.Type is not { Name: "json", Schema: null, ArrayDimensions: 0 })
            yield break;

        yield return Found(operation, $"Queries that compare whole rows of {operation.Table} fail once {operation.Column.Name} exists, because json has no equality operator")
            with
        { Fix = Fixes.Replace(operation.Location, context, @"(?<=^ADD\s+(COLUMN\s+)?(IF\s+NOT\s+EXISTS\s+)?(?!COLUMN\s+\w+\s+\w|IF\b)(""(?:[^""]|"""")*""|[\w$]+)\s+(pg_catalog\s*\.\s*)?)json\b", "jsonb", "Use jsonb") };
    }
}
