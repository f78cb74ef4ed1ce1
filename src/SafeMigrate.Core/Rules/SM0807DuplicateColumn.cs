using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The server refuses it.</summary>
internal sealed class SM0807DuplicateColumn : Rule<Operation>
{
    public override string Id => "SM0807";
    public override string Name => "duplicate-column";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "A column stands twice in one statement";
    public override string Why => "The server answers: column specified more than once.";
    public override string Instead => "Leave one out";
    public override string Bad => "INSERT INTO states (name, name) VALUES (1, 2);";
    public override string Good => "INSERT INTO states (id, name) VALUES (1, 2);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        var columns = operation switch
        {
            InsertRows insert => insert.Targets.Where(column => !AssignsPart(insert.Sql, column)),
            UpdateRows update => update.Targets.Where(column => !AssignsPart(update.Sql, column)),
            CreateTable create => create.Columns.Select(column => column.Name),
            _ => [],
        };
        var twice = columns.GroupBy(column => column).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            yield return Found(operation, $"The server refuses the column {twice.Key}, because it is named twice");
    }

    // a.x = 1, a.y = 2 and a[1] = 1, a[2] = 2 each assign a part of one column.
    private static bool AssignsPart(string sql, string column) => Regex.IsMatch(sql, $@"\b{Regex.Escape(column)}""?\s*[.\[]", RegexOptions.IgnoreCase);
}
