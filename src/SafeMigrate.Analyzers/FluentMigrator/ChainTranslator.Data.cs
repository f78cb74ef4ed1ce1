using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

internal sealed partial class ChainTranslator
{
    private void InsertRows(Call first, List<Call> rest)
    {
        Expect(rest, "InSchema", "Row", "Rows", "WithIdentityInsert", "WithOverridingSystemValue", "WithOverridingUserValue");
        var table = Table(Name(first, 0), rest);
        var overriding = Overriding(rest);
        foreach (var (row, location) in Rows(rest))
        {
            var columns = string.Join(",", row.Values.Select(pair => Sql.Quote(pair.Key)));
            var values = string.Join(",", row.Values.Select(pair => ValueOf(pair, location)));
            Add(
                new InsertRows(table, $"INSERT INTO {Sql.Quote(table)} ({columns}){overriding} VALUES ({values})")
                {
                    Targets = [.. row.Values.Select(pair => pair.Key)],
                    Columns = [.. row.Values.Select(pair => pair.Key)],
                },
                location);
        }

        if (!rest.Any(call => call.Name is "Row" or "Rows"))
            Add(new OtherStatement("InsertStmt", "") { Relations = [table] }, Chain.Location);
    }

    private string Overriding(List<Call> calls)
    {
        if (Dialect == Dialect.SqlServer)
            return "";
        var call = calls.FirstOrDefault(each => each.Name.StartsWith("WithOverriding", StringComparison.Ordinal));
        return call is null ? "" : call.Name == "WithOverridingSystemValue" ? " OVERRIDING SYSTEM VALUE" : " OVERRIDING USER VALUE";
    }

    private void UpdateRows(Call first, List<Call> rest)
    {
        Expect(rest, "InSchema", "Set", "Where", "AllRows");
        var table = Table(Name(first, 0), rest);
        var set = rest.Where(call => call.Name == "Set").SelectMany(call => FieldsOf(call.At(0), call)).ToList();
        var assignments = string.Join(", ", set.Select(pair => $"{Sql.Quote(pair.Key)} = {ValueOf(pair, first.Location)}"));
        List<KeyValuePair<string, Value>> where = rest.Any(call => call.Name == "AllRows") ? [] : [.. rest.Where(call => call.Name == "Where").SelectMany(call => FieldsOf(call.At(0), call))];
        var filter = Filter(where, Chain.Location);
        Add(
            new UpdateRows(table, $"UPDATE {Sql.Quote(table)} SET {assignments}{(filter is null ? "" : " WHERE " + filter)}")
            {
                Targets = [.. set.Select(pair => pair.Key)],
                Columns = [.. set.Select(pair => pair.Key).Concat(where.Select(pair => pair.Key)).Distinct()],
                Where = filter is null ? null : Sql.Read(filter),
            },
            UpTo(first));
    }

    private void DeleteRows(Call first, List<Call> rest)
    {
        Expect(rest, "InSchema", "Row", "Rows", "AllRows", "IsNull");
        var table = Table(Name(first, 0), rest);
        foreach (var call in rest.Where(call => call.Name is not "InSchema"))
        {
            var filters = call.Name switch
            {
                "AllRows" => new (string? Sql, ValueList<string> Columns)[] { (null, []) },
                "IsNull" => [(Sql.Quote(Name(call, 0) ?? "") + " IS NULL", [Name(call, 0) ?? ""])],
                _ => [.. Rows([call]).Select(row => (Filter(row.Row.Values, row.Location), row.Row.Values.Select(pair => pair.Key).ToValueList()))],
            };
            foreach (var (filter, columns) in filters)
            {
                var sql = $"DELETE FROM {Sql.Quote(table)}{(filter is null ? "" : " WHERE " + filter)}";
                Add(new DeleteRows(table, sql) { Where = filter is null ? null : Sql.Read(filter), Columns = columns }, UpTo(first));
            }
        }
    }

    private string? Filter(IReadOnlyList<KeyValuePair<string, Value>> pairs, Location location) => pairs.Count == 0 ? null : string.Join(
        " AND ",
        pairs.Select(pair => pair.Value is Literal { Of: null } ? Sql.Quote(pair.Key) + " IS NULL" : $"{Sql.Quote(pair.Key)} = {ValueOf(pair, location)}"));

    private string ValueOf(KeyValuePair<string, Value> pair, Location location) => Value(pair.Value, $"The value of {pair.Key}", location, pair.Key).Sql;

    private IEnumerable<(Fields Row, Location Location)> Rows(IEnumerable<Call> calls)
    {
        foreach (var call in calls.Where(call => call.Name is "Row" or "Rows"))
        {
            foreach (var argument in call.Arguments)
            {
                var rows = argument.Value is Items items ? items.Values : [argument.Value];
                foreach (var row in rows)
                {
                    if (row is Fields fields)
                        yield return (fields, call.Location);
                    else
                        Doubt(argument.Location, $"The row is not known, because {ReasonOf(row, argument.Source)}");
                }
            }
        }
    }

    private IReadOnlyList<KeyValuePair<string, Value>> FieldsOf(Argument? argument, Call call)
    {
        if (argument?.Value is Fields fields)
            return fields.Values;
        Doubt(call.Location, $"The columns of {call.Name} are not known, because {(argument is null ? "there are none" : ReasonOf(argument.Value, argument.Source))}");
        return [];
    }

    private void Execute(Call first, List<Call> rest)
    {
        switch (first.Name)
        {
            case "Sql":
                AddSql(first.At(0, "sqlStatement"), first.Location);
                return;
            case Interpreter.SentSql:
                AddSent(first.At(0)!);
                return;
            case "Script" or "EmbeddedScript":
                ExecuteScript(first);
                return;
            case "WithConnection":
                Add(new Opaque("Code runs on the connection, and only a run can tell what it does", ""), UpTo(first));
                return;
            default:
                NotKnown(first);
                return;
        }
    }

    // Parameters stand where values stand, whatever the driver writes for them.
    private void AddSent(Argument sql)
    {
        Value value = sql.Value switch
        {
            Text text => text.WithParameters(Dialect == Dialect.Postgres),
            PartialText partial => new PartialText(partial.Text.WithParameters(Dialect == Dialect.Postgres), partial.Reason),
            var other => other,
        };
        AddSql(sql with { Value = value }, sql.Location);
    }

    private void ExecuteScript(Call first)
    {
        var name = (first.At(0)?.Value as Text)?.Content;
        if (name is not null && Scripts.Find(name) is { } script)
            AddSql(script, first.Location);
        else
            Add(new Opaque($"The SQL is in {name ?? first.Arguments.FirstOrDefault()?.Source}, which is not among the files; give that file as well", ""), UpTo(first));
    }
}
