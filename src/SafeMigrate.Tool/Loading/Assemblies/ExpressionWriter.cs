using System.Reflection;

namespace SafeMigrate.Tool.Loading.Assemblies;

/// <summary>Writes FluentMigrator's expressions as the fluent calls that make them.</summary>
internal sealed partial class ExpressionWriter(Assembly migrations)
{
    public IEnumerable<string> Write(object expression) => expression.GetType().Name switch
    {
        "CreateTableExpression" => [CreateTable(expression)],
        "CreateColumnExpression" => [$"Create.Column({Name(expression.Get("Column")!, "Name")}).OnTable({TableOf(expression)}{Type(expression.Get("Column")!)}{Options(expression.Get("Column")!)}"],
        "AlterColumnExpression" => [$"Alter.Column({Name(expression.Get("Column")!, "Name")}).OnTable({TableOf(expression)}{Type(expression.Get("Column")!)}{Nullability(expression.Get("Column")!)}"],
        "AlterDefaultConstraintExpression" => [AlterDefault(expression)],
        "AlterTableExpression" => [],
        "AlterSchemaExpression" => [$"Alter.Table({Name(expression, "TableName")}){In(expression.Text("SourceSchemaName"))}.ToSchema({Name(expression, "DestinationSchemaName")})"],
        "CreateConstraintExpression" => [$"Create.{Constraint(expression, "OnTable", "WithSchema")}"],
        "DeleteConstraintExpression" => [$"Delete.{Constraint(expression, "FromTable", "InSchema")}"],
        "CreateForeignKeyExpression" => [ForeignKey("Create", expression.Get("ForeignKey")!)],
        "DeleteForeignKeyExpression" => [DeleteForeignKey(expression.Get("ForeignKey")!)],
        "CreateIndexExpression" => [CreateIndex(expression)],
        "DeleteIndexExpression" => [DeleteIndex(expression)],
        "CreateSchemaExpression" => [$"Create.Schema({Name(expression, "SchemaName")})"],
        "DeleteSchemaExpression" => [$"Delete.Schema({Name(expression, "SchemaName")})"],
        "CreateSequenceExpression" => [CreateSequence(expression.Get("Sequence")!)],
        "DeleteSequenceExpression" => [$"Delete.Sequence({Name(expression, "SequenceName")}){In(expression.Text("SchemaName"))}"],
        "DeleteTableExpression" => [$"Delete.Table({TableOf(expression)}{(expression.Flag("IfExists") ? ".IfExists()" : "")}"],
        "DeleteColumnExpression" => expression.Names("ColumnNames").Select(column => $"Delete.Column({CSharpText.Quote(column)}).FromTable({TableOf(expression)}"),
        "DeleteDefaultConstraintExpression" => [$"Delete.DefaultConstraint().OnTable({TableOf(expression)}.OnColumn({Name(expression, "ColumnName")})"],
        "RenameTableExpression" => [$"Rename.Table({Name(expression, "OldName")}){In(expression.Text("SchemaName"))}.To({Name(expression, "NewName")})"],
        "RenameColumnExpression" => [$"Rename.Column({Name(expression, "OldName")}).OnTable({TableOf(expression)}.To({Name(expression, "NewName")})"],
        "InsertDataExpression" => expression.Items("Rows").Select(row => $"Insert.IntoTable({TableOf(expression)}.Row({Row(row)})"),
        "UpdateDataExpression" => [UpdateData(expression)],
        "DeleteDataExpression" => DeleteData(expression),
        "ExecuteSqlStatementExpression" => [$"Execute.Sql({CSharpText.Quote(expression.Text("SqlStatement") ?? "")})"],
        "ExecuteSqlScriptExpression" => [Script(expression.Text("SqlScript") ?? "")],
        "ExecuteEmbeddedSqlScriptExpression" => [EmbeddedScript(expression)],
        "PerformDBOperationExpression" => ["Execute.WithConnection(code)"],
        var other => [$"{other}()"],
    };

    /// <summary>The end of a call that names the table, and its schema.</summary>
    private static string TableOf(object owner) => Name(owner, "TableName") + ")" + In(owner.Text("SchemaName"));

    private static string Name(object owner, string property) => CSharpText.Quote(owner.Text(property) ?? "");

    private static string Optional(string? text) => text is null ? "" : CSharpText.Quote(text);

    private static string In(string? schema, string call = "InSchema") => schema is null ? "" : $".{call}({CSharpText.Quote(schema)})";

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(CSharpText.Quote));

    private static string Script(string path) => File.Exists(path) ? $"Execute.Sql({CSharpText.Quote(File.ReadAllText(path))})" : $"Execute.Script({CSharpText.Quote(path)})";

    private string EmbeddedScript(object expression)
    {
        var wanted = expression.Text("SqlScript") ?? "";
        var found = migrations.GetManifestResourceNames().Where(name => ("." + name).EndsWith("." + wanted.Replace('/', '.').Replace('\\', '.'), StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count != 1)
            return $"Execute.EmbeddedScript({CSharpText.Quote(wanted)})";
        using var text = new StreamReader(migrations.GetManifestResourceStream(found[0])!);
        return $"Execute.Sql({CSharpText.Quote(text.ReadToEnd())})";
    }

    private static string CreateSequence(object sequence)
    {
        var options = new[] { ("Increment", "IncrementBy"), ("MinValue", "MinValue"), ("MaxValue", "MaxValue"), ("StartWith", "StartWith"), ("Cache", "Cache") }
            .Select(each => sequence.Get(each.Item1) is { } value ? $".{each.Item2}({CSharpText.Of(value)})" : "");
        return $"Create.Sequence({Name(sequence, "Name")}){In(sequence.Text("SchemaName"))}{string.Concat(options)}{(sequence.Flag("Cycle") ? ".Cycle()" : "")}";
    }
}
