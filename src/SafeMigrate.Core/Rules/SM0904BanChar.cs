using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Style.</summary>
internal sealed class SM0904BanChar : Rule<Operation>
{
    public override string Id => "SM0904";
    public override string Name => "ban-char";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "char is padded with blanks";
    public override string Why => "Every change of its length rewrites the table, and comparisons ignore trailing blanks.";
    public override string Instead => "Use text";
    public override string Bad => "CREATE TABLE users (id bigint PRIMARY KEY, country char(2));";
    public override string Good => "CREATE TABLE users (id bigint PRIMARY KEY, country text);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        foreach (var column in Columns.Of(operation))
        {
            if (column.Type is { Schema: null, Name: "character" or "bpchar" })
                yield return Found(operation, $"{column.Name} is {column.Type}");
        }
    }
}
