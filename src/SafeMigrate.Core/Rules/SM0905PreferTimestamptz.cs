using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Style.</summary>
internal sealed class SM0905PreferTimestamptz : Rule<Operation>
{
    public override string Id => "SM0905";
    public override string Name => "prefer-timestamptz";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "timestamp without time zone";
    public override string Why => "Which moment the value means depends on the session that reads it.";
    public override string Instead => "Use timestamptz";
    public override string Bad => "CREATE TABLE users (id bigint PRIMARY KEY, joined timestamp);";
    public override string Good => "CREATE TABLE users (id bigint PRIMARY KEY, joined timestamptz);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        foreach (var column in Columns.Of(operation))
        {
            if (column.Type is { Schema: null, Name: "timestamp without time zone" })
                yield return Found(operation, $"{column.Name} is {column.Type}");
        }
    }
}
