using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Style.</summary>
internal sealed class SM0903PreferText : Rule<Operation>
{
    public override string Id => "SM0903";
    public override string Name => "prefer-text";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "varchar with a length";
    public override string Why => "A smaller limit later rewrites the table, and so does a limit where there was none. A CHECK can be added NOT VALID and validated.";
    public override string Instead => "Use text, with a CHECK for the length";
    public override string Bad => "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));";
    public override string Good => "CREATE TABLE users (id bigint PRIMARY KEY, name text);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        foreach (var column in Columns.Of(operation))
        {
            if (column.Type is { Schema: null, Name: "character varying", Modifiers.Count: > 0 })
                yield return Found(operation, $"{column.Name} is {column.Type}");
        }
    }
}
