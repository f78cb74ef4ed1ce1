using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.EntityFramework;

internal sealed partial class MigrationBuilderTranslator
{
    private void InsertData()
    {
        var table = new QualifiedName(Schema(First, First.At(-1, "columnTypes") is null ? 3 : -1, "schema"), Name(0, "table"));
        var columns = Columns(First, 1);
        foreach (var row in Rows("value", 2, columns.Count))
        {
            var values = string.Join(",", row.Select((value, i) => Written(value, columns, i)));
            Add(new InsertRows(table, $"INSERT INTO {Sql.Quote(table)} ({Quoted(columns)}) VALUES ({values})") { Targets = columns, Columns = columns });
        }
    }

    private void UpdateData()
    {
        var table = new QualifiedName(Schema(First, 5, "schema"), Name(0, "table"));
        var (keys, columns) = (Columns(First, 1, "keyColumn"), Columns(First, 3));
        var keyRows = Rows("keyValue", 2, keys.Count);
        var rows = Rows("value", 4, columns.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var set = string.Join(", ", rows[i].Select((value, at) => $"{Sql.Quote(At(columns, at))} = {Written(value, columns, at)}"));
            var where = i < keyRows.Count ? Filter(keys, keyRows[i]) : Sql.Read("");
            Add(new UpdateRows(table, $"UPDATE {Sql.Quote(table)} SET {set} WHERE {where.Sql}") { Targets = columns, Columns = [.. columns, .. keys], Where = where });
        }
    }

    private void DeleteData()
    {
        var table = new QualifiedName(Schema(First, 3, "schema"), Name(0, "table"));
        var keys = Columns(First, 1, "keyColumn");
        foreach (var row in Rows("keyValue", 2, keys.Count))
        {
            var where = Filter(keys, row);
            Add(new DeleteRows(table, $"DELETE FROM {Sql.Quote(table)} WHERE {where.Sql}") { Columns = keys, Where = where });
        }
    }

    private Expression Filter(ValueList<string> columns, IReadOnlyList<Value> row) =>
        Sql.Read(string.Join(" AND ", row.Select((value, i) => $"{Sql.Quote(At(columns, i))} = {Written(value, columns, i)}")));

    private string Quoted(IEnumerable<string> columns) => string.Join(",", columns.Select(Sql.Quote));

    private static string At(ValueList<string> columns, int index) => index < columns.Count ? columns[index] : "";

    private string Written(Value value, ValueList<string> columns, int index) =>
        Value(value, $"The value of {At(columns, index)}", First.Location, At(columns, index)).Sql;

    /// <summary>The rows of <c>value:</c>, <c>values:</c>, a single value, an array of one row, or of a two-dimensional array.</summary>
    private IReadOnlyList<IReadOnlyList<Value>> Rows(string name, int index, int width)
    {
        var argument = First.At(-1, name) ?? First.At(-1, name + "s") ?? First.At(index);
        switch (argument?.Value)
        {
            case Items { Values: var rows } when rows.Count > 0 && rows.All(row => row is Items):
                return [.. rows.Cast<Items>().Select(row => row.Values)];
            case Items { Values: var values } when width == 1:
                return [.. values.Select(value => new[] { value })];
            case Items row:
                return [row.Values];
            case null or Unknown:
                Doubt(argument?.Location ?? First.Location, $"The {name} of {First.Name} is not known, because {(argument is null ? "there is none" : ReasonOf(argument.Value, argument.Source))}");
                return [[.. Enumerable.Repeat<Value>(CSharp.Value.Null, width)]];
            default:
                return [[argument.Value]];
        }
    }
}
