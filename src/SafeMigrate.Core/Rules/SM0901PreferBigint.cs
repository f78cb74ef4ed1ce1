using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Style.</summary>
internal sealed class SM0901PreferBigint : Rule<Operation>
{
    public override string Id => "SM0901";
    public override string Name => "prefer-bigint";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "An integer column may run out of numbers";
    public override string Why =>
        "Two thousand million ids are used up sooner than expected, and widening the column later rewrites the table.";
    public override string Instead => "Use bigint";
    public override string Bad => "CREATE TABLE orders (id integer PRIMARY KEY);";
    public override string Good => "CREATE TABLE orders (id bigint PRIMARY KEY);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        foreach (var column in Columns.Of(operation))
        {
            if (column.Type is { Schema: null, ArrayDimensions: 0, Name: "integer" or "smallint" or "serial" or "smallserial" })
                yield return Found(operation, $"{column.Name} is {column.Type} and may run out of numbers");
        }
    }
}
