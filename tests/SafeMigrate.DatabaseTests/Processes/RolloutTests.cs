using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Tool;

namespace SafeMigrate.DatabaseTests.Processes;

/// <summary>The questions that a pipeline asks around a deploy.</summary>
public class RolloutTests
{
    [DatabaseFact]
    public async Task Each_question_is_answered_with_an_exit_code()
    {
        var example = new Example("rename-column");
        await using var database = await example.CreateDatabaseAsync();
        var files = example.Files("sql");

        Assert.Equal((1, "2 is not expanded"), await RunAsync(database, ["can-deploy", .. files]));
        Assert.Equal(0, (await RunAsync(database, ["expand", .. files])).Code);
        Assert.Equal(0, (await RunAsync(database, ["can-deploy", .. files])).Code);
        Assert.Equal(0, (await RunAsync(database, "can-rollback")).Code);
        await using (await database.OpenAsync("psql"))
        {
            Assert.Equal(1, (await RunAsync(database, "gate")).Code);
            Assert.Equal(1, (await RunAsync(database, "wait", "--timeout", "0s")).Code);
        }

        Assert.Equal(0, (await RunAsync(database, "wait", "--timeout", "1m")).Code);
        Assert.Equal(0, (await RunAsync(database, "contract")).Code);
        Assert.Equal((1, "2: RenameColumn orders.status is contracted; 'safemigrate revert' brings the old shape back"), await RunAsync(database, "can-rollback"));
        Assert.Equal((0, ""), await RunAsync(database, "doctor"));
        await database.ExecuteAsync("ALTER TABLE orders ADD CONSTRAINT late CHECK (quantity > 0) NOT VALID");
        var (code, text) = await RunAsync(database, "doctor", "--format", "json");
        Assert.Equal(1, code);
        Assert.Contains("VALIDATE CONSTRAINT late", text);
    }

    [DatabaseFact]
    public async Task Migration_without_a_plan_is_just_not_expanded()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE orders (id int PRIMARY KEY, total int)");
        using var folder = new Folder(("1_type.sql", "ALTER TABLE orders ALTER COLUMN total TYPE bigint;"), ("2_drop.sql", "ALTER TABLE orders DROP COLUMN total;"));
        Assert.Equal(0, (await RunAsync(database, "expand", folder.Path, "--to", "1")).Code);

        Assert.Equal((1, "2 is not expanded"), await RunAsync(database, "can-deploy", folder.Path));
    }

    [DatabaseFact]
    public async Task Release_expands_deploys_and_contracts()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE orders (id int PRIMARY KEY, total int)");
        using var folder = new Folder(("1_type.sql", "ALTER TABLE orders ALTER COLUMN total TYPE bigint;"));
        var deploy = $"psql -tAc \"SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'zzz_sync%'\" \"{Uri(database)}\" > {folder.Path}/seen";

        var (code, text) = await RunAsync(database, "release", folder.Path, "--deploy", deploy, "--format", "json");

        Assert.Equal(0, code);
        Assert.Equal("2", (await File.ReadAllTextAsync(folder.Path + "/seen")).Trim());
        Assert.Contains("\"phase\":\"deploy\"", text);
        Assert.Equal("bigint", await database.ScalarAsync<string>("SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'total'"));
    }

    [DatabaseTheory]
    [InlineData("keep", 2)]
    [InlineData("rollback", 0)]
    public async Task Release_whose_deploy_fails_keeps_both_shapes_or_goes_back(string onFailure, long triggers)
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE orders (id int PRIMARY KEY, total int)");
        using var folder = new Folder(("1_note.sql", "ALTER TABLE orders ADD COLUMN note text;"), ("2_type.sql", "ALTER TABLE orders ALTER COLUMN total TYPE bigint;"));
        Assert.Equal(0, (await RunAsync(database, "expand", folder.Path, "--to", "1")).Code);

        Assert.Equal(1, (await RunAsync(database, "release", folder.Path, "--deploy", "exit 7", "--on-failure", onFailure)).Code);

        Assert.Equal(triggers, await database.ScalarAsync<long>("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'zzz_sync%'"));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'note'"));
    }

    [DatabaseFact]
    public async Task Release_waits_for_the_old_version_and_goes_on_when_it_is_gone()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE orders (id int PRIMARY KEY, total int)");
        using var folder = new Folder(("1_type.sql", "ALTER TABLE orders ALTER COLUMN total TYPE bigint;"));
        string[] release = ["release", folder.Path, "--deploy", $"echo deployed >> {folder.Path}/seen", "--timeout", "0s"];
        await using (await database.OpenAsync("shop/1.0"))
            Assert.Equal(1, (await RunAsync(database, release)).Code);
        Assert.Equal("expanded", await database.ScalarAsync<string>("SELECT state FROM safemigrate.change"));

        Assert.Equal(0, (await RunAsync(database, release)).Code);

        Assert.Equal("contracted", await database.ScalarAsync<string>("SELECT state FROM safemigrate.change"));
        Assert.Equal(2, (await File.ReadAllLinesAsync(folder.Path + "/seen")).Length);
    }

    private static string Uri(TestDatabase database)
    {
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString);
        return $"postgresql://{connection.Username}:{connection.Password}@{connection.Host}:{connection.Port}/{connection.Database}?application_name=shop/2.0";
    }

    private static async Task<(int Code, string Out)> RunAsync(TestDatabase database, params string[] arguments)
    {
        var output = new StringWriter();
        var code = await CommandLine.RunAsync([.. arguments, "--connection", database.ConnectionString], new Terminal(() => Stream.Null, output, TextWriter.Null));
        return (code, output.ToString().Trim());
    }
}
