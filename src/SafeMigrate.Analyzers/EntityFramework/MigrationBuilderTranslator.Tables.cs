using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.EntityFramework;

internal sealed partial class MigrationBuilderTranslator
{
    private void CreateTable()
    {
        var table = Named(0, 2);
        if (Lambda("columns", 1) is not { } lambda)
            return;
        var names = new Dictionary<string, string>();
        var columns = new List<Column>();
        foreach (var pair in ColumnsIn(lambda))
        {
            var call = pair.Value.Calls[0];
            var name = Optional(call, 4, "name") ?? pair.Key;
            names[pair.Key] = name;
            if (ColumnOf(pair.Value, call, name, positionOfType: 0) is { } column)
                columns.Add(column);
        }

        var constraints = First.At(3, "constraints") is null || Lambda("constraints", 3) is not { } keys ? [] : ConstraintsIn(keys, names);
        Add(new CreateTable(table, [.. columns], constraints));
    }

    private Function? Lambda(string name, int index)
    {
        var argument = First.At(index, name);
        if (argument?.Value is Function function)
            return function;
        Fail(argument?.Location ?? First.Location, $"The {name} of this table are not in the source");
        return null;
    }

    private IEnumerable<KeyValuePair<string, Chain>> ColumnsIn(Function lambda)
    {
        var value = interpreter.Call(lambda, [new Root("table", emits: false)]);
        TakeRemarks();
        if (value is not Fields fields)
        {
            Fail(First.Location, "The columns of this table are not in the source, because " + ReasonOf(value, "the lambda"));
            yield break;
        }

        foreach (var pair in fields.Values)
        {
            if (pair.Value is Chain chain && chain.Calls.Count > 0)
                yield return new(pair.Key, chain);
            else
                Fail(First.Location, $"Column {pair.Key} is not in the source, because {ReasonOf(pair.Value, pair.Key)}");
        }
    }

    private void TakeRemarks()
    {
        foreach (var remark in interpreter.TakeRemarks())
            Doubt(remark.Location, remark.Operation is Opaque opaque ? opaque.Reason : remark.Kind);
    }

    private ValueList<Constraint> ConstraintsIn(Function lambda, Dictionary<string, string> names)
    {
        var root = new Root("table", emits: false) { Started = [] };
        interpreter.Call(lambda, [root]);
        TakeRemarks();
        return [.. root.Started.Select(chain => ConstraintOf(chain.Calls[0], names)).OfType<Constraint>()];
    }

    private Constraint? ConstraintOf(Call call, Dictionary<string, string> names)
    {
        var name = base.Name(call, 0, "name") ?? "";
        switch (call.Name)
        {
            case "PrimaryKey":
                return new PrimaryKey(name, Members(call, 1, "columns", names)) { Location = call.Location };
            case "UniqueConstraint":
                return new UniqueConstraint(name, Members(call, 1, "columns", names)) { Location = call.Location };
            case "CheckConstraint":
                return new CheckConstraint(name, Sql.Read(base.Name(call, 1, "sql") ?? "")) { Location = call.Location };
            case "ForeignKey":
                var columns = Members(call, 1, call.At(-1, "columns") is null ? "column" : "columns", names);
                return ForeignKeyOf(call, name, columns, principalTable: 2, principalColumn: 3, principalSchema: 4, onUpdate: 5);
            default:
                Fail(call.Location, $"{call.Name} is not a constraint that SafeMigrate knows");
                return null;
        }
    }

    // x => x.Id or x => new { x.A, x.B }: the properties of the columns' anonymous type, whose names may differ from the columns'.
    private ValueList<string> Members(Call call, int index, string name, Dictionary<string, string> names)
    {
        if (call.At(index, name)?.Value is Function { Body.Body: var body })
        {
            var members = body is AnonymousObjectCreationExpressionSyntax several ? several.Initializers.Select(each => each.Expression) : [(ExpressionSyntax)body];
            return [.. members.OfType<MemberAccessExpressionSyntax>().Select(member => member.Name.Identifier.Text).Select(each => names.TryGetValue(each, out var column) ? column : each)];
        }

        Fail(call.Location, $"The columns of {call.Name} are not in the source");
        return [];
    }

    private void RenameTable()
    {
        var table = Named(0, 1);
        var newName = Optional(First, 2, "newName");
        var newSchema = Schema(First, 3, "newSchema");
        if (newName is not null && newName != table.Name)
            Add(new RenameTable(table, newName));
        if (newSchema is not null && newSchema != table.Schema)
            Add(new MoveTable(newName is null ? table : table with { Name = newName }, newSchema));
        if (newName is null && newSchema is null)
            Add(new OtherStatement("RenameTable", ""));
    }
}
