namespace SafeMigrate.Tests.FluentMigrator;

/// <summary>What is known of values and classes that other code decides about.</summary>
public class DoubtTests
{
    [Fact]
    public void A_name_that_depends_on_the_catalog_is_not_guessed()
    {
        var operation = Assert.Single(Operations("""
            var table = "orders";
            if (Schema.Table("purchases").Exists())
                table = "purchases";
            Delete.Table(table);
            """));

        Assert.Contains("table depends on Schema.Table", Assert.IsType<Unreadable>(operation).Error);
    }

    [Fact]
    public void A_name_that_is_the_same_on_both_ways_is_known() => Assert.IsType<DropTable>(Assert.Single(Operations("""
        string table;
        if (Schema.Table("purchases").Exists()) table = "orders"; else table = "orders";
        Delete.Table(table);
        """)));

    [Fact]
    public void A_list_that_grows_in_a_loop_over_unknown_items_is_not_taken_for_one_item() => Assert.All(
        Operations("""
            var tables = new List<string>();
            foreach (var name in Settings.Tables()) tables.Add("orders");
            foreach (var table in tables) Delete.Table(table);
            """),
        operation => Assert.True(operation is Opaque or Unreadable));

    [Fact]
    public void A_while_loop_is_followed() =>
        Assert.Equal(3, Operations("""var i = 0; while (i < 3) { Delete.Table($"part{i}"); i++; }""").OfType<DropTable>().Count());

    [Fact]
    public void A_string_builder_is_followed() => Assert.IsType<DropTable>(Assert.Single(Operations(
        """var sql = new StringBuilder("DROP "); sql.Append("TABLE ").AppendLine("orders"); Execute.Sql(sql.ToString());""")));

    [Fact]
    public void Rows_of_an_unknown_value_are_still_rows_of_a_known_table() =>
        Assert.Equal("orders", Assert.IsType<DeleteRows>(Assert.Single(Operations("""Execute.Sql($"DELETE FROM orders WHERE id = {Settings.Id()}");"""))).Table.Name);

    [Fact]
    public void A_hook_that_nobody_sets_is_never_called() => Assert.IsType<DropTable>(Assert.Single(Fluent.Read(Base("public Action<Migration> Before { get; set; }")).Single().Operations));

    [Fact]
    public void A_hook_that_somebody_sets_is_reported() =>
        Assert.Contains(Fluent.Read(Base("public Action<Migration> Before { get; set; }"), "class Start { void Run(Context c) => c.Before = Other.Log; }").Single().Operations, each => each is Opaque);

    [Fact]
    public void A_base_class_that_is_not_there_is_named_once_and_what_its_classes_do_is_read()
    {
        var migrations = Fluent.Read(Own("First", 1), Own("Second", 2));

        Assert.Contains("The base class ProjectMigration of First is not among the files", Assert.IsType<Opaque>(migrations[0].Operations.First()).Reason);
        Assert.IsType<DropTable>(Assert.Single(migrations[1].Operations));
        Assert.All(migrations.SelectMany(migration => migration.Statements).Where(statement => statement.Operations[0] is DropTable), statement => Assert.Equal("ProjectMigration.Up()", statement.Condition));
    }

    [Fact]
    public void C_sharp_that_does_not_compile_is_named_with_its_place()
    {
        var migration = Assert.Single(Fluent.Read("""
            [Migration(1)]
            public class M : Migration
            {
                public override void Up() { Delete.Table("orders" }
                public override void Down() { }
            }
            """));

        var error = Assert.IsType<Unreadable>(migration.Operations.First());
        Assert.StartsWith("The C# does not compile: CS", error.Error);
        Assert.Equal(4, error.Location.Line);
    }

    private static string Own(string name, int version) => $$"""
        [Migration({{version}})]
        public class {{name}} : ProjectMigration
        {
            protected override void MainUpgrade() => Delete.Table("orders");
        }
        """;

    private static string Base(string hook) => $$"""
        public class Context
        {
            public static Context Current { get; set; }
            {{hook}}
        }

        public abstract class ProjectMigration : Migration
        {
            public override void Up()
            {
                if (Context.Current.Before != null)
                    Context.Current.Before(this);
                Main();
            }

            protected abstract void Main();
            public override void Down() { }
        }

        [Migration(1)]
        public class M : ProjectMigration
        {
            protected override void Main() => Delete.Table("orders");
        }
        """;

    private static IReadOnlyList<Operation> Operations(string up) => Fluent.Operations(up);
}
