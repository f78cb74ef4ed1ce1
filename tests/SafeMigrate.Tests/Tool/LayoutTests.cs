using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tests.Tool;

public class LayoutTests
{
    [Theory]
    [InlineData("db/V1_2__add_total.sql", "flyway", "Up", "1.2", "add_total")]
    [InlineData("db/U1.2__add_total.sql", "flyway", "Down", "1.2", "add_total")]
    [InlineData("db/R__views.sql", "flyway", "Repeatable", "views", "views")]
    [InlineData("db/000042_add_total.up.sql", "golang-migrate", "Up", "000042", "add_total")]
    [InlineData("db/000042_add_total.down.sql", "golang-migrate", "Down", "000042", "add_total")]
    [InlineData("migrations/2024-01-02-000000_add_total/up.sql", "diesel", "Up", "2024-01-02-000000_add_total", "add_total")]
    [InlineData("migrations/2024-01-02-000000_add_total/down.sql", "diesel", "Down", "2024-01-02-000000_add_total", "add_total")]
    [InlineData("prisma/migrations/20240102000000_add_total/migration.sql", "prisma", "Up", "20240102000000_add_total", "add_total")]
    [InlineData("db/003_add_total.sql", null, "Up", "003", "add_total")]
    [InlineData("db/2024-01-02-add_total.sql", null, "Up", "2024-01-02-add_total", "add_total")]
    [InlineData("migration.sql", null, "Up", "migration", "migration")]
    [InlineData("V1_no_second_underscore.sql", null, "Up", "V1_no_second_underscore", "V1_no_second_underscore")]
    public void Names_tell_the_tool_the_role_and_the_version(string path, string? tool, string role, string version, string name) =>
        Assert.Equal(new Layout(tool, Enum.Parse<FileRole>(role), version, name), Layout.Of(path));
}
