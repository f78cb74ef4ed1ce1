using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>
/// What an operation is about, as names without their schema: rules that look for what else happens to a name find it at once, and a file of
/// thousands of statements is not read through for each of them.
/// </summary>
internal static class Subjects
{
    /// <summary>Stands for every table: ANALYZE without a name.</summary>
    public const string All = "";

    private static readonly Regex nextval = new(@"nextval\('(?:[^']*\.)?""?(?<name>[^'"".]+)""?'", RegexOptions.IgnoreCase);
    private static readonly Regex function = new(@"\bEXECUTE\s+(?:FUNCTION|PROCEDURE)\s+(?:[\w""]+\s*\.\s*)?""?(?<name>\w+)""?\s*\(", RegexOptions.IgnoreCase);

    public static IEnumerable<string> Of(Moment moment) => moment.Operation switch
    {
        CreateIndex create => [create.Table.Name, .. Given(create.Index.Name)],
        RenameTable rename => [rename.Table.Name, rename.NewName],
        AddConstraint add => [add.Table.Name, .. Given(add.Constraint.Name)],
        ValidateConstraint validate => [validate.Table.Name, validate.Constraint],
        DropConstraint drop => [drop.Table.Name, drop.Constraint],
        DropTable drop => [drop.Table.Name, .. moment.Schema.Find(drop.Table)?.Columns.Select(column => column.Type.Name).Distinct() ?? []],
        DropColumn or ChangeColumnType => OfColumn(moment, (ColumnOperation)moment.Operation, column => column.Type.Name),
        DropDefault or SetDefault => OfColumn(moment, (ColumnOperation)moment.Operation, column => NameIn(nextval, column.Default?.Sql)),
        CreateTrigger create => [create.Table.Name, .. Given(NameIn(function, create.Sql))],
        SetReplicaIdentity set => [set.Table.Name, .. Given(set.Index)],
        TableOperation change => [change.Table.Name],
        UpdateRows update => [update.Table.Name],
        Analyze analyze => [analyze.Table?.Name ?? All],
        OtherStatement { Kind: "CommentStmt" } => moment.Statement.Tables.Select(table => table.Name),
        _ => OfObject(moment.Operation),
    };

    private static IEnumerable<string> OfObject(Operation operation) => operation switch
    {
        DropIndex drop => [drop.Index.Name],
        DropObject drop => [drop.Object.Name],
        RenameObject rename => [rename.Object.Name, rename.NewName],
        CreateEnum create => [create.Type.Name],
        CreateType create => [create.Type.Name],
        CreateDomain create => [create.Domain.Name],
        CreateView create => [create.View.Name],
        CreateMaterializedView create => [create.View.Name],
        CreateFunction create => [create.Function.Name],
        CreateSequence create => [create.Sequence.Name],
        _ => [],
    };

    private static IEnumerable<string> OfColumn(Moment moment, ColumnOperation change, Func<Column, string?> name) =>
        [change.Table.Name, .. Given(moment.Schema.Find(change.Table)?.Column(change.Column) is { } column ? name(column) : null)];

    private static IEnumerable<string> Given(string? name) => name is null ? [] : [name];

    private static string? NameIn(Regex pattern, string? sql) => sql is not null && pattern.Match(sql) is { Success: true } match ? match.Groups["name"].Value : null;
}
