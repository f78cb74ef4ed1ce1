using System.Collections;

namespace SafeMigrate.Tool.Loading.Assemblies;

internal sealed partial class ExpressionWriter
{
    private static string Constraint(object expression, string table, string schema)
    {
        var constraint = expression.Get("Constraint")!;
        var call = constraint.Flag("IsPrimaryKeyConstraint") ? "PrimaryKey" : "UniqueConstraint";
        var columns = List(constraint.Names("Columns"));
        return $"{call}({Optional(constraint.Text("ConstraintName"))}).{table}({Name(constraint, "TableName")}){In(constraint.Text("SchemaName"), schema)}"
            + (columns.Length == 0 ? "" : $".Columns({columns})");
    }

    private static string ForeignKey(string verb, object key) =>
        $"{verb}.ForeignKey({Optional(key.Text("Name"))}).FromTable({Name(key, "ForeignTable")}){In(key.Text("ForeignTableSchema"))}.ForeignColumns({List(key.Names("ForeignColumns"))})"
        + $".ToTable({Name(key, "PrimaryTable")}){In(key.Text("PrimaryTableSchema"))}.PrimaryColumns({List(key.Names("PrimaryColumns"))})"
        + (verb == "Create" ? Rule(key, "OnDelete") + Rule(key, "OnUpdate") : "");

    private static string DeleteForeignKey(object key) => key.Text("Name") is { } name
        ? $"Delete.ForeignKey({CSharpText.Quote(name)}).OnTable({Name(key, "ForeignTable")}){In(key.Text("ForeignTableSchema"))}"
        : ForeignKey("Delete", key);

    private static string Rule(object key, string side) => key.Get(side) is { } rule && rule.ToString() != "None" ? $".{side}(Rule.{rule})" : "";

    private static string CreateIndex(object expression)
    {
        var index = expression.Get("Index")!;
        var columns = index.Items("Columns").Select(column => $".OnColumn({Name(column, "Name")}).{(column.Get("Direction")?.ToString() == "Descending" ? "Descending" : "Ascending")}()");

        // The same options stand on the expression, on its index, or on both.
        var features = expression.Items("AdditionalFeatures").Concat(index.Items("AdditionalFeatures")).GroupBy(pair => pair.Text("Key")!).ToDictionary(group => group.Key, group => group.First().Get("Value"));
        var options = string.Concat(
            index.Flag("IsUnique") ? ".Unique()" : "",
            index.Flag("IsClustered") ? ".Clustered()" : "",
            features.GetValueOrDefault("PostgresConcurrently")?.Flag("IsConcurrently") == true ? ".AsConcurrently()" : "",
            features.GetValueOrDefault("PostgresIndexAlgorithm")?.Get("Algorithm") is { } method ? $".Using(Algorithm.{method})" : "",
            features.GetValueOrDefault("PostgresOnly")?.Flag("IsOnly") == true ? ".AsOnly()" : "",
            features.GetValueOrDefault("SqlServerOnlineIndex") is true ? ".Online()" : "",
            string.Concat(Includes(features, "PostgresIncludes").Concat(Includes(features, "SqlServerIncludes")).Select(name => $".Include({CSharpText.Quote(name)})")),
            Filter(features.GetValueOrDefault("PostgresIndexFilter") ?? features.GetValueOrDefault("SqlServerIndexFilter")));
        return $"Create.Index({Optional(index.Text("Name"))}).OnTable({TableOf(index)}{string.Concat(columns)}{(options.Length == 0 ? "" : ".WithOptions()" + options)}";
    }

    private static string DeleteIndex(object expression)
    {
        var index = expression.Get("Index")!;
        var columns = List(index.Items("Columns").Select(column => column.Text("Name")!));
        return $"Delete.Index({Optional(index.Text("Name"))}).OnTable({TableOf(index)}" + (columns.Length == 0 || index.Text("Name") is not null ? "" : $".OnColumns({columns})");
    }

    private static IEnumerable<string> Includes(Dictionary<string, object?> features, string key) =>
        (features.GetValueOrDefault(key) as IEnumerable)?.Cast<object>().Select(each => each.Text("Name") ?? "") ?? [];

    private static string Filter(object? filter) => (filter as string ?? filter?.Text("Filter")) is { } sql ? $".Filter({CSharpText.Quote(sql)})" : "";

    private static string Row(object row) => CSharpText.Row(Pairs(row), Value);

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(object row) => row is IEnumerable<KeyValuePair<string, object?>> pairs
        ? pairs
        : ((IEnumerable)row).Cast<object>().Select(pair => new KeyValuePair<string, object?>(pair.Text("Key") ?? "", pair.Get("Value")));

    private static string UpdateData(object expression)
    {
        var where = expression.Flag("IsAllRows") || expression.Get("Where") is not { } filter ? ".AllRows()" : $".Where({Row(filter)})";
        return $"Update.Table({TableOf(expression)}.Set({Row(expression.Get("Set") ?? Array.Empty<object>())}){where}";
    }

    private static IEnumerable<string> DeleteData(object expression) => expression.Flag("IsAllRows")
        ? [$"Delete.FromTable({TableOf(expression)}.AllRows()"]
        : expression.Items("Rows").Select(row => $"Delete.FromTable({TableOf(expression)}.Row({Row(row)})");
}
