using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Tests.FluentMigrator;

public class SqlTests
{
    [Theory]
    [InlineData("""Execute.Sql("[|DROP TABLE a|]");""")]
    [InlineData("""Execute.Sql("-- \"x\"\n\t[|DROP TABLE a|]");""")]
    [InlineData("Execute.Sql(@\"/* \"\"x\"\" */ [|DROP TABLE a|]\");")]
    [InlineData("""Execute.Sql("[|DROP " + "TABLE " + "a|]");""")]
    [InlineData("""Execute.Sql($"/* {{ */ [|DROP TABLE a|]{""}");""")]
    public void Text_in_a_string_keeps_its_place_in_the_file(string code)
    {
        var plain = code.Replace("[|", "").Replace("|]", "");
        var statement = Fluent.Up(plain).Statements[0];

        var start = Fluent.Class(code).IndexOf("[|", StringComparison.Ordinal);
        var end = Fluent.Class(code).IndexOf("|]", StringComparison.Ordinal) - "[|".Length;
        Assert.Equal(new DropTable("a"), Assert.Single(statement.Operations));
        Assert.Equal(start, statement.Location.Span.Start);
        Assert.InRange(statement.Location.Span.End, end, end + 1);
    }

    [Fact]
    public void Sql_that_is_put_together_at_run_time_is_opaque() =>
        Assert.IsType<Opaque>(Assert.Single(Fluent.Operations("""Execute.Sql("DROP TABLE " + Environment.MachineName);""")));

    [Fact]
    public void A_script_file_is_opaque() =>
        Assert.Contains("seed.sql", Assert.IsType<Opaque>(Assert.Single(Fluent.Operations("""Execute.Script("seed.sql");"""))).Reason);

    [Fact]
    public void Rows_become_SQL()
    {
        var operations = Fluent.Operations("""
            Insert.IntoTable("T").Row(new { A = 1, B = "it's" }).Row(new { A = 2, B = (string)null });
            Update.Table("T").Set(new { A = 5 }).Where(new { B = "x" });
            Update.Table("T").Set(new { A = 1 }).AllRows();
            Delete.FromTable("T").Row(new { A = 1 });
            """);

        Assert.Equal(
            [
                "INSERT INTO \"T\" (\"A\",\"B\") VALUES (1,'it''s')",
                "INSERT INTO \"T\" (\"A\",\"B\") VALUES (2,NULL)",
                "UPDATE \"T\" SET \"A\" = 5 WHERE \"B\" = 'x'",
                "UPDATE \"T\" SET \"A\" = 1",
                "DELETE FROM \"T\" WHERE \"A\" = 1",
            ],
            operations.Cast<DataOperation>().Select(operation => operation.Sql));
    }

    [Fact]
    public void A_script_that_is_among_the_files_is_read_at_its_own_place()
    {
        var operations = FluentMigratorReader.Read(
            [new SourceText("M.cs", Fluent.Class("""Execute.EmbeddedScript("Shop.Scripts.seed.sql");""")), new SourceText("src/Shop/Scripts/seed.sql", "DROP TABLE a;")],
            Dialect.Postgres)[0].Operations;

        Assert.DoesNotContain(operations, operation => operation is Opaque);
    }

    [Theory]
    [InlineData("shop-db/Old Scripts/seed.sql", "Shop.Database.Old_Scripts.seed.sql")]
    [InlineData("Old/seed.sql", "Shop.Scripts.seed.sql")]
    public void A_script_is_found_by_the_end_of_its_resource_name(string path, string name)
    {
        SourceText[] files = [new SourceText("M.cs", Fluent.Class($"""Execute.EmbeddedScript("{name}");""")), new SourceText(path, "DROP TABLE a;")];

        Assert.IsType<DropTable>(Assert.Single(FluentMigratorReader.Read(files, Dialect.Postgres)[0].Operations));
        Assert.IsType<Opaque>(Assert.Single(FluentMigratorReader.Read([.. files, new SourceText("x" + path, "DROP TABLE b;")], Dialect.Postgres)[0].Operations));
    }

    [Fact]
    public void A_time_of_the_run_is_written_as_the_servers() => Assert.Equal(
        "INSERT INTO \"T\" (\"A\") VALUES (now() AT TIME ZONE 'UTC')",
        ((InsertRows)Fluent.Operations("""Insert.IntoTable("T").Row(new { A = DateTime.UtcNow });""")[0]).Sql);

    [Fact]
    public void A_default_that_is_the_time_of_the_run_is_reported() =>
        Assert.IsType<Opaque>(Fluent.Operations("""Alter.Table("t").AddColumn("c").AsDateTime().WithDefaultValue(DateTime.UtcNow);""")[1]);
}
