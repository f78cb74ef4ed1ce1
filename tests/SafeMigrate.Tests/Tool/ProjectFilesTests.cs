using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tests.Tool;

/// <summary>A folder of migrations is read with what else of its project it uses.</summary>
public sealed class ProjectFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ProjectFilesTests()
    {
        folder.With("App/App.csproj", """<Project><ItemGroup><ProjectReference Include="..\Names\Names.csproj" /></ItemGroup></Project>""");
        folder.With("Names/Names.csproj", "<Project />");
        folder.With("Names/Tables.cs", """public static class Tables { public const string Orders = "orders"; }""");
        folder.With("App/Data/ProjectMigration.cs", """
            public abstract class ProjectMigration : Migration
            {
                public override void Up() => Upgrade();
                protected abstract void Upgrade();
            }

            [Migration(1)]
            public class Elsewhere : ProjectMigration { protected override void Upgrade() => Delete.Table("not of the folder"); }
            """);
        folder.With("App/Data/Scripts/clean.sql", "DELETE FROM orders WHERE total < 0;");
    }

    [Fact]
    public void Base_classes_constants_and_scripts_are_found_and_their_migrations_are_not_read()
    {
        folder.With("App/Data/Migrations/M2.cs", """
            [Migration(2)]
            public class M2 : ProjectMigration
            {
                protected override void Upgrade()
                {
                    Delete.Column("total").FromTable(Tables.Orders);
                    Execute.EmbeddedScript("App.Data.Scripts.clean.sql");
                }
            }
            """);

        var migration = Assert.Single(Load("App/Data/Migrations"));

        Assert.Equal(["DropColumn", "DeleteRows"], migration.Operations.Select(operation => operation.Name));
        Assert.Equal("orders", Assert.IsType<DropColumn>(migration.Operations.First()).Table.Name);
    }

    [Fact]
    public void A_script_beside_the_classes_that_one_executes_is_no_migration_of_its_own()
    {
        folder.With("App/Data/Migrations/M2.cs", """
            [Migration(2)]
            public class M2 : Migration { public override void Up() => Execute.Script("shrink.sql"); }
            """);
        folder.With("App/Data/Migrations/shrink.sql", "DROP TABLE orders;");

        Assert.IsType<DropTable>(Assert.Single(Assert.Single(Load("App/Data/Migrations")).Operations));
    }

    public void Dispose() => folder.Dispose();

    private IEnumerable<Migration> Load(string path) => MigrationFiles.Load([folder.Path + "/" + path], new LoadOptions(), () => Stream.Null).Migrations;
}
