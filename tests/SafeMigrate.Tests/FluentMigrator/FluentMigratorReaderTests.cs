namespace SafeMigrate.Tests.FluentMigrator;

public class FluentMigratorReaderTests
{
    [Fact]
    public void Reads_versions_in_order_with_transaction_and_tags()
    {
        var migrations = Fluent.Read("""
            [Migration(10, TransactionBehavior.None, "later")] public class B : Migration { public override void Up() { } }
            [Tags("Contract")] [Migration(9)] public class A : Migration { public override void Up() { } }
            [TimestampedMigration(2024, 1, 31, 12, 5)] public class C : ForwardOnlyMigration { public override void Up() { } }
            [Maintenance(MigrationStage.AfterAll)] public class D : ForwardOnlyMigration { public override void Up() { } }
            public abstract class Base : Migration { }
            public class NotAMigration { public void Up() { } }
            """);

        Assert.Equal(["9", "10", "20240131120500", "Maintenance.AfterAll"], migrations.Select(migration => migration.Version));
        Assert.Equal([true, false, true, true], migrations.Select(migration => migration.InTransaction));
        Assert.Equal(["Contract"], migrations[0].Tags);
        Assert.True(migrations[3].RunsEveryTime);
    }

    [Fact]
    public void Knows_attributes_that_the_project_derives() => Assert.Equal("7", Assert.Single(Fluent.Read("""
        public class TeamMigrationAttribute : MigrationAttribute { public TeamMigrationAttribute(long number, string author) : base(number) { } }
        [TeamMigration(7, "me")] public class M : Migration { public override void Up() { } }
        """)).Version);

    [Fact]
    public void Reads_the_way_back()
    {
        var migration = Assert.Single(Fluent.Read("""
            [Migration(1)]
            public class M : Migration
            {
                public override void Up() => Create.Table("a").WithColumn("x").AsInt32();
                public override void Down() => Delete.Table("a");
            }
            """));

        Assert.Equal(new DropTable("a"), Assert.Single(Assert.Single(migration.Down).Operations));
    }

    [Fact]
    public void Reverses_an_auto_reversing_migration()
    {
        var migration = Assert.Single(Fluent.Read("""
            [Migration(1)]
            public class M : AutoReversingMigration
            {
                public override void Up()
                {
                    Rename.Column("a").OnTable("t").To("b");
                    Create.Index("ix").OnTable("t").OnColumn("b");
                }
            }
            """));

        Assert.Equal<Operation>(
            [new DropIndex("ix") { Table = "t" }, new RenameColumn("t", "b", "a")],
            migration.Down.SelectMany(statement => statement.Operations));
    }

    [Fact]
    public void A_class_without_attribute_is_reported() => Assert.Contains(
        "has no [Migration(version)] attribute",
        Assert.IsType<Unreadable>(Assert.Single(Assert.Single(Fluent.Read("public class M : Migration { public override void Up() { } }")).Operations)).Error);

    [Fact]
    public void Two_classes_with_one_version_are_reported() => Assert.Contains(
        "is also the version of A",
        Assert.IsType<Unreadable>(Fluent.Read("""
            [Migration(1)] public class A : Migration { public override void Up() { } }
            [Migration(1)] public class B : Migration { public override void Up() { } }
            """)[1].Operations.First()).Error);

    [Fact]
    public void Code_that_does_not_compile_is_read_as_far_as_it_goes() =>
        Assert.Contains(new DropTable("a"), Fluent.Operations("""Delete.Table("a"); Create.Table( ; }} Rename"""));

    [Fact]
    public void Remarks_in_comments_stay_with_their_statement() => Assert.Equal(
        new { Name = "up", Argument = "lower(a)" },
        Fluent.Up("""
            // safemigrate:up lower(a)
            Rename.Column("a").OnTable("t").To("b");
            """).Statements[0].Directives.Select(directive => new { directive.Name, directive.Argument }).Single());

    [Theory]
    [InlineData("""Alter.Column("a").OnTable("t").AsInt64().SafeMigrate(up: "a + 1", down: "a - 1", onError: "reject", strategy: null);""", "up a + 1, down a - 1, on-error reject")]
    [InlineData("""const string phase = "contract"; Create.Index("i").OnTable("t").OnColumn("a").Unique().SafeMigrate(phase: phase);""", "phase contract")]
    [InlineData("""Alter.Column("a").OnTable("t").AsInt64().SafeMigrate(Environment.MachineName);""", "up ")]
    public void Annotations_behind_a_call_say_what_remarks_do(string code, string expected)
    {
        var statement = Fluent.Up(code).Statements[0];

        Assert.Equal(expected, string.Join(", ", statement.Directives.Select(directive => $"{directive.Name} {directive.Argument}")));
        Assert.IsNotType<Unreadable>(statement.Operations[0]);
    }
}
