using SafeMigrate.Tests.Tool;

namespace SafeMigrate.Tests.Examples;

/// <summary>The projects in migrations-examples, as a team would have them.</summary>
public class ProjectExampleTests
{
    [Theory]
    [InlineData("shop-fluentmigrator")]
    [InlineData("shop-efcore")]
    public void The_readme_shows_what_the_commands_print(string project) => ShownCommands.Match($"migrations-examples/{project}/README.md");

    [Theory]
    [InlineData("shop-fluentmigrator", "20260105_CreateShop.cs")]
    [InlineData("shop-efcore", "20260105090000_CreateShop.cs")]
    public void The_readme_names_each_migration(string project, string first)
    {
        var files = Directory.GetFiles($"migrations-examples/{project}/Migrations", "2*.cs").Select(file => Path.GetFileName(file)).Where(file => !file.Contains(".Designer.")).Order().ToList();
        var page = File.ReadAllText($"migrations-examples/{project}/README.md");

        Assert.Equal(first, files[0]);
        Assert.All(files, file => Assert.True(page.Contains($"`{Path.GetFileNameWithoutExtension(file)}`") || page.Contains($"`{Path.GetFileNameWithoutExtension(file).Split('_')[1]}`"), file));
    }

    [Fact]
    public void The_version_table_that_the_runner_uses_is_the_one_that_the_configuration_names()
    {
        var code = File.ReadAllText("migrations-examples/shop-fluentmigrator/SchemaVersions.cs");
        using var configuration = System.Text.Json.JsonDocument.Parse(File.ReadAllText("migrations-examples/shop-fluentmigrator/safemigrate.json"));
        var history = configuration.RootElement.GetProperty("history");

        Assert.Equal($"{Constant(code, "SchemaName")}.{Constant(code, "TableName")}", history.GetProperty("fluentmigrator").GetString());
        Assert.Equal(
            $"{Constant(code, "ColumnName")},{Constant(code, "AppliedOnColumnName")},{Constant(code, "DescriptionColumnName")}",
            history.GetProperty("fluentmigratorColumns").GetString());
    }

    private static string Constant(string code, string property) => code.Split($"string {property} => \"")[1].Split('"')[0];
}
