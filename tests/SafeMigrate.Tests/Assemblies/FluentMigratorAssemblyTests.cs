using SafeMigrate.Tests.Tool;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Loading.Assemblies;

namespace SafeMigrate.Tests.Assemblies;

public sealed class FluentMigratorAssemblyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void What_the_code_would_do_is_read_as_if_it_stood_in_the_source()
    {
        var migration = Assert.Single(Read("""
            var table = new CreateTableExpression { SchemaName = "sales", TableName = "orders" };
            table.Columns.Add(new ColumnDefinition { Name = "id", Type = System.Data.DbType.Int64, IsPrimaryKey = true, IsIdentity = true });
            table.Columns.Add(new ColumnDefinition { Name = "title", Type = System.Data.DbType.String, Size = 100, IsNullable = true, DefaultValue = "it's" });
            Add(table);
            Add(new AlterColumnExpression { TableName = "orders", Column = new ColumnDefinition { Name = "title", CustomType = "citext", IsNullable = false } });
            Add(new AlterDefaultConstraintExpression { TableName = "orders", ColumnName = "title", DefaultValue = SystemMethods.NewGuid });
            foreach (var name in "a b".Split(' ')) Add(new DeleteTableExpression { TableName = name });
            Add(new RenameColumnExpression { TableName = "orders", OldName = "title", NewName = "name" });
            Add(new ExecuteSqlStatementExpression { SqlStatement = "ALTER TABLE orders\n  ADD COLUMN note text" });
            var update = new UpdateDataExpression { TableName = "orders", IsAllRows = true, Set = new List<KeyValuePair<string, object>> { new("paid", true) } };
            Add(update);
            """));

        Assert.Equal(
            ["CreateTable", "ChangeColumnType", "SetNotNull", "SetDefault", "DropTable", "DropTable", "RenameColumn", "AddColumn", "UpdateRows"],
            migration.Operations.Select(operation => operation.Name));
        var table = (CreateTable)migration.Operations.First();
        Assert.Equal(new QualifiedName("sales", "orders"), table.Table);
        Assert.Equal("'it''s'", table.Columns[1].Default!.Sql);
        Assert.Equal("42", migration.Version);
    }

    [Fact]
    public void An_index_that_is_built_concurrently_has_no_transaction() => Assert.Multiple(() =>
    {
        var migration = Assert.Single(Read(
            """
            var index = new IndexDefinition { TableName = "orders" };
            index.Columns.Add(new IndexColumnDefinition { Name = "total" });
            var create = new CreateIndexExpression { Index = index };
            create.AdditionalFeatures["PostgresConcurrently"] = new PostgresConcurrently { IsConcurrently = true };
            Add(create);
            """,
            "[Migration(42, TransactionBehavior.None)]"));

        var created = Assert.IsType<CreateIndex>(Assert.Single(migration.Operations));
        Assert.True(created.Concurrently);
        Assert.Equal("IX_orders_total", created.Index.Name);
        Assert.False(migration.InTransaction);
    });

    [Fact]
    public void Code_for_another_database_is_not_read() =>
        Assert.Equal(new DropTable("a"), Assert.Single(Assert.Single(Read("""Add(new DeleteTableExpression { TableName = IsFor("PostgreSQL") ? "a" : "b" }); if (IsFor("SqlServer")) Add(new MagicExpression());""")).Operations));

    [Fact]
    public void Code_that_asks_the_database_is_read_with_the_answer_no_and_says_so()
    {
        var migration = Assert.Single(Read("""if (!Exists("orders")) Add(new DeleteTableExpression { TableName = "items" });"""));

        Assert.Equal("The code asks the database (TableExists orders) and was told no; what it does otherwise was not seen", Assert.IsType<Opaque>(migration.Operations.First()).Reason);
        Assert.IsType<DropTable>(migration.Operations.Last());
    }

    [Fact]
    public void Code_on_a_connection_and_expressions_that_are_not_known_are_reported() =>
        Assert.All(Assert.Single(Read("Add(new PerformDBOperationExpression()); Add(new MagicExpression());")).Operations, operation => Assert.IsType<Opaque>(operation));

    [Fact]
    public void Code_that_throws_is_named_and_what_it_said_before_is_kept()
    {
        var (history, problems) = Load("""Add(new DeleteTableExpression { TableName = "a" }); throw new InvalidOperationException("no tenant");""");

        Assert.Equal("the code of M failed while it was run without a database: InvalidOperationException: no tenant in M.Up", Assert.Single(problems).Message);
        Assert.EndsWith("Shop.dll/Shop.M.cs", problems[0].Path);
        Assert.IsType<DropTable>(Assert.Single(Assert.Single(history.Migrations).Operations));
    }

    [Fact]
    public void A_constructor_that_needs_services_is_named()
    {
        var (_, problems) = Load("", constructor: "public M(IServiceProvider services) { services.GetService(typeof(string)); }");

        Assert.StartsWith("the constructor of M, which was called without the services it wants (IServiceProvider), failed: NullReferenceException", Assert.Single(problems).Message);
    }

    [Fact]
    public void A_missing_dependency_is_named()
    {
        var path = Build("");
        File.Delete(folder.Of("FluentMigrator.dll"));

        Assert.Equal(
            "needs FluentMigrator, which is neither beside it nor in a package folder; give the assembly in the output of dotnet publish",
            Assert.Single(MigrationAssembly.Read(path, new LoadOptions()).Problems).Message);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_named()
    {
        folder.With("Shop.dll", "no assembly");

        Assert.Equal("is no .NET assembly", Assert.Single(MigrationAssembly.Read(folder.Of("Shop.dll"), new LoadOptions()).Problems).Message);
    }

    [Fact]
    public void An_assembly_for_another_framework_is_named()
    {
        var path = BuiltAssembly.Emit(folder, "Old", """[assembly: System.Runtime.Versioning.TargetFramework(".NETFramework,Version=v4.8")] public class C { }""");

        Assert.StartsWith("is built for .NET Framework 4.8, and SafeMigrate runs on .NET ", Assert.Single(MigrationAssembly.Read(path, new LoadOptions()).Problems).Message);
    }

    [Fact]
    public void Lint_says_that_code_runs_and_judges_what_it_did()
    {
        var run = CommandRun.Of("lint", "--assembly", Build("""Add(new RenameColumnExpression { TableName = "orders", OldName = "total", NewName = "amount" });"""), "--no-color");

        Assert.Equal(1, run.Code);
        Assert.Contains("SM0214", run.Out);
        Assert.Contains("runs now, without a database", run.Error);
    }

    public void Dispose() => folder.Dispose();

    private IReadOnlyList<Migration> Read(string up, string attribute = "[Migration(42)]")
    {
        var (history, problems) = Load(up, attribute);
        Assert.Empty(problems);
        return history.Migrations;
    }

    private (History History, IReadOnlyList<Problem> Problems) Load(string up, string attribute = "[Migration(42)]", string constructor = "") =>
        MigrationAssembly.Read(Build(up, attribute, constructor), new LoadOptions());

    private string Build(string up, string attribute = "[Migration(42)]", string constructor = "")
    {
        var abstractions = BuiltAssembly.Emit(folder, "FluentMigrator.Abstractions", FluentMigratorShape.Abstractions);
        var library = BuiltAssembly.Emit(folder, "FluentMigrator", FluentMigratorShape.Library, abstractions);
        return BuiltAssembly.Emit(folder, "Shop", $$"""
            using FluentMigrator; using FluentMigrator.Expressions; using FluentMigrator.Model;
            namespace Shop;
            {{attribute}}
            public class M : Migration
            {
                {{constructor}}
                public override void Up()
                {
                    {{up}}
                }
            }
            """, abstractions, library);
    }
}
