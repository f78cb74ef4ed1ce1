using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Typed tables follow, locked.</summary>
internal sealed class SM0722AlterCompositeType : Rule<ChangeAttribute>
{
    public override string Id => "SM0722";
    public override string Name => "alter-composite-type";
    public override Severity Severity => Severity.Warning;
    public override string Title => "ALTER TYPE ... ATTRIBUTE ... CASCADE locks and changes typed tables";
    public override string Why => """
        Every table that is OF the type is altered under ACCESS EXCLUSIVE, and a change of type writes it anew. Columns of the type make
        the statement fail.
        """;
    public override string Instead => "Create a new type, and move to it";
    public override string Bad => "ALTER TYPE address ADD ATTRIBUTE country text CASCADE;";
    public override string Good => "CREATE TYPE address_v2 AS (street text, country text);";

    protected override IEnumerable<Finding> Check(ChangeAttribute operation, RuleContext context)
    {
        if (operation.Cascade || operation.Change is "DROP" or "RENAME" or "ALTER")
            yield return Found(operation, $"Tables of type {operation.Type} change while their reads and writes wait, and code that knows the old attributes fails");
    }
}
