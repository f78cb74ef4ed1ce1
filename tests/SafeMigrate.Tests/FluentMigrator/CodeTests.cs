namespace SafeMigrate.Tests.FluentMigrator;

public class CodeTests
{
    [Fact]
    public void Folds_constants_of_other_files()
    {
        var migration = Assert.Single(Fluent.Read(
            """
            [Migration(Versions.First + 1)]
            public class M : Migration
            {
                private const string Prefix = "app_";
                public override void Up() => Delete.Table($"{Prefix}{Tables.Orders}_{nameof(Order.Total)}").InSchema(Tables.Schema);
            }
            """,
            """
            public static class Tables { public const string Orders = "orders"; public static readonly string Schema = "sales"; }
            public static class Versions { public const long First = 20240101; }
            """));

        Assert.Equal("20240102", migration.Version);
        Assert.Equal(new DropTable(new QualifiedName("sales", "app_orders_Total")), Assert.Single(migration.Operations));
    }

    [Fact]
    public void Follows_loops_over_constants() => Assert.Equal<Operation>(
        [new DropTable("a"), new DropTable("b"), new DropTable("c0"), new DropTable("c1")],
        Fluent.Operations("""
            foreach (var name in new[] { "a", "b" })
                Delete.Table(name);
            for (var i = 0; i < 2; i++)
                Delete.Table("c" + i);
            """));

    [Fact]
    public void Follows_helpers_and_extension_methods_to_the_call_in_the_migration()
    {
        var migration = Assert.Single(Fluent.Read(
            """
            [Migration(1)]
            public class M : Migration
            {
                public override void Up()
                {
                    Create.Table("t").WithAudit();
                    this.DropAll("x", "y");
                    Rename("a", "b");
                }

                private void Rename(string from, string to) => base.Rename.Table(from).To(to);
            }
            """,
            """
            public static class Extensions
            {
                public static ICreateTableColumnOptionOrWithColumnSyntax WithAudit(this ICreateTableWithColumnSyntax table) =>
                    table.WithColumn("created_at").AsDateTime().NotNullable();

                public static void DropAll(this Migration migration, params string[] names)
                {
                    foreach (var name in names)
                        migration.Delete.Table(name);
                }
            }
            """));

        var operations = migration.Operations.ToList();
        Assert.Equal("created_at", Assert.Single(((CreateTable)operations[0]).Columns).Name);
        Assert.Equal(new DropTable("y"), operations[2]);
        Assert.Equal("this.DropAll(\"x\", \"y\")", Fluent.Marked(operations[2]));
        Assert.Equal(new RenameTable("a", "b"), operations[3]);
    }

    [Fact]
    public void A_chain_goes_on_through_a_variable()
    {
        var table = (CreateTable)Assert.Single(Fluent.Operations("""
            var table = Create.Table("t").WithColumn("a").AsInt32();
            table.WithColumn("b").AsInt64();
            """));

        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
    }

    [Fact]
    public void An_existence_check_of_the_same_thing_becomes_part_of_the_operation()
    {
        var statements = Fluent.Up("""
            if (!Schema.Table("t").Exists())
                Create.Table("t").WithColumn("a").AsInt32();
            if (Schema.Schema("s").Table("t").Column("c").Exists())
            {
                Delete.Column("c").FromTable("t").InSchema("s");
            }
            """).Statements;

        Assert.True(((CreateTable)statements[0].Operations[0]).IfNotExists);
        Assert.True(((DropColumn)statements[1].Operations[0]).IfExists);
        Assert.All(statements, statement => Assert.Null(statement.Condition));
    }

    [Fact]
    public void Both_ways_of_another_existence_check_are_read_and_marked()
    {
        var statements = Fluent.Up("""
            if (Schema.Table("old").Exists())
                Rename.Table("old").To("new");
            else
                Create.Table("new").WithColumn("a").AsInt32();
            """).Statements;

        Assert.Equal(["Schema.Table(\"old\").Exists()", "!(Schema.Table(\"old\").Exists())"], statements.Select(statement => statement.Condition));
    }

    [Fact]
    public void A_condition_that_only_a_run_can_tell_is_reported_before_what_it_decides()
    {
        var operations = Fluent.Operations("""
            if (Environment.GetEnvironmentVariable("X") == "1")
                Delete.Table("t");
            """);

        Assert.Contains("Whether this runs is not known", Assert.IsType<Opaque>(operations[0]).Reason);
        Assert.Equal(new DropTable("t"), operations[1]);
    }

    [Fact]
    public void What_is_for_another_database_is_not_part_of_the_migration() => Assert.Equal<Operation>(
        [new DropTable("a"), new DropTable("c"), new DropTable("d")],
        Fluent.Operations("""
            IfDatabase("postgres", "sqlite").Delete.Table("a");
            IfDatabase("SqlServer").Delete.Table("b");
            IfDatabase(name => name.StartsWith("Postgre")).Delete.Table("c");
            IfDatabase(ProcessorId.PostgreSQL).Delegate(() => Delete.Table("d"));
            IfDatabase("sqlserver").Delegate(() => Delete.Table("e"));
            """));

    [Fact]
    public void A_name_that_is_not_in_the_source_is_unreadable_at_its_place()
    {
        var operation = Assert.Single(Fluent.Operations("""Delete.Table(Configuration.Get("table"));"""));

        Assert.Contains("is not in the source", Assert.IsType<Unreadable>(operation).Error);
        Assert.Equal("Configuration.Get(\"table\")", Fluent.Marked(operation));
    }

    [Fact]
    public void A_call_that_is_not_known_is_unreadable_at_its_place()
    {
        var operation = Assert.Single(Fluent.Operations("""Alter.Table("t").AddColumn("c").AsGeometry();"""), each => each is Unreadable { Error: var error } && error.Contains("AsGeometry"));

        Assert.Equal("AsGeometry()", Fluent.Marked(operation));
    }

    [Fact]
    public void Code_on_the_connection_is_opaque() =>
        Assert.IsType<Opaque>(Assert.Single(Fluent.Operations("Execute.WithConnection((connection, transaction) => { });")));

    [Fact]
    public void An_endless_loop_ends() =>
        Assert.Contains(Fluent.Operations("""for (var i = 0; i >= 0; i++) Delete.Table("t" + i);"""), operation => operation is Opaque);

    [Fact]
    public void Follows_plain_data_objects()
    {
        var migration = Assert.Single(Fluent.Read("""
            [Migration(1)]
            public class M : Migration
            {
                public override void Up()
                {
                    foreach (var link in new Links { { "orders", "customer" } })
                        Create.Index(link.Name).OnTable(link.Table).OnColumn(link.Column);
                }
            }
            public class Links : List<Link> { public void Add(string table, string column) => Add(new Link(table, column)); }
            public class Link
            {
                public Link(string table, string column) { Table = table; this.Column = column; }
                public string Table { get; }
                public string Column { get; }
                public string Name => $"ix_{Table}_{Column}";
            }
            """));

        Assert.Equal("ix_orders_customer", Assert.IsType<CreateIndex>(Assert.Single(migration.Operations)).Index.Name);
    }

    [Fact]
    public void What_several_branches_of_an_unknown_choice_do_is_read_once()
    {
        var migration = Assert.Single(Fluent.Read(
            "[Migration(1)] public class M : TeamMigration { protected override void Main() => Delete.Table(\"t\"); }",
            """
            public abstract class TeamMigration : Migration
            {
                protected abstract void Main();
                public override void Up()
                {
                    Settings.Current.Before(this);
                    switch (Settings.Current.Kind)
                    {
                        case Kind.Main: Main(); return;
                        default: Main(); break;
                    }
                }
            }
            """));

        Assert.Single(migration.Operations, operation => operation is DropTable);
        Assert.Equal("M", Fluent.Marked(Assert.Single(migration.Operations, operation => operation is Opaque)));
    }
}
