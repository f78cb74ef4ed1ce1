using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Journal;

public class MigrationHistoryTests
{
    private const string VersionInfo = """
        CREATE TABLE "VersionInfo" ("Version" bigint NOT NULL, "AppliedOn" timestamp, "Description" varchar(1024)); INSERT INTO "VersionInfo" VALUES (1)
        """;

    private const string Versions = """SELECT string_agg("Version"::text, ',' ORDER BY "Version") FROM "VersionInfo" """;

    [DatabaseFact]
    public async Task Has_a_row_when_and_only_when_the_migration_is_complete()
    {
        var example = new Example("rename-column");
        await using var database = await example.CreateDatabaseAsync();
        await database.ExecuteAsync(VersionInfo);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        // The first one creates the tables, and VersionInfo says that it was applied.
        await runner.ExpandAsync(example.AllMigrations("fluentmigrator"));
        Assert.Equal("1", await database.ScalarAsync<string>(Versions));

        await runner.ContractAsync();
        Assert.Equal("1,2", await database.ScalarAsync<string>(Versions));

        await runner.RevertAsync();
        Assert.Equal("1", await database.ScalarAsync<string>(Versions));
    }

    [DatabaseTheory]
    [InlineData("CREATE SCHEMA ops; CREATE TABLE ops.applied (\"Version\" bigint NOT NULL, \"AppliedOn\" timestamp, \"Description\" varchar(1024)); INSERT INTO ops.applied VALUES (1)", "\"Version\"", null, null)]
    [InlineData("CREATE SCHEMA ops; CREATE TABLE ops.applied (v bigint NOT NULL, at timestamp, what text); INSERT INTO ops.applied VALUES (1)", "v", "ops.applied", "v,at,what")]
    public async Task Is_found_under_another_name(string create, string column, string? table, string? columns)
    {
        var example = new Example("rename-column");
        await using var database = await example.CreateDatabaseAsync();
        await database.ExecuteAsync(create);
        var names = new HistoryNames { FluentMigrator = table };
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Histories = columns is null ? names : names with { FluentMigratorColumns = columns.Split(',') },
        });

        await runner.ExpandAsync(example.AllMigrations("fluentmigrator"));
        await runner.ContractAsync();

        Assert.Equal("1,2", await database.ScalarAsync<string>($"SELECT string_agg({column}::text, ',' ORDER BY {column}) FROM ops.applied"));
    }

    [DatabaseFact]
    public async Task Has_the_row_from_the_transaction_on_that_completes_the_migration()
    {
        var example = new Example("rename-column");
        await using var database = await example.CreateDatabaseAsync();
        await database.ExecuteAsync(VersionInfo);
        var seen = new List<string>();
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Checkpoint = async point =>
            {
                var name = await database.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'status')") ? "status" : "state";
                seen.Add($"{name} {await database.ScalarAsync<string>(Versions)}");
            },
        });

        await runner.ExpandAsync(example.AllMigrations("fluentmigrator"));
        await runner.ContractAsync();

        Assert.Equal(["status 1", "state 1,2"], seen.Distinct());
    }

    [DatabaseFact]
    public async Task Of_Entity_Framework_is_found_by_its_columns_and_two_are_one_too_many()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE SCHEMA ops; CREATE TABLE ops.history (migration_id varchar(150) PRIMARY KEY, product_version varchar(32) NOT NULL)");
        await database.ExecuteAsync("INSERT INTO ops.history VALUES ('20260101_First', '9.0')");
        var migration = Raw.Migration("20260101_First", "SELECT 1");
        Migration[] code = [migration with { Source = new SourceText("First.cs", "") }];
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        Assert.Empty(await runner.PlanAsync(code));
        await database.ExecuteAsync("CREATE TABLE other (migration_id varchar(150) PRIMARY KEY, product_version varchar(32) NOT NULL)");
        var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.PlanAsync(code));

        Assert.Contains("Several tables look like the history of efcore: ops.history, other. Name one as history:efcore", refusal.Message);
    }

    [DatabaseFact]
    public async Task Of_code_does_not_speak_for_scripts()
    {
        var example = new Example("rename-column");
        await using var database = await example.CreateDatabaseAsync();
        await database.ExecuteAsync(VersionInfo.Replace("VALUES (1)", "VALUES (2)"));
        var scripts = example.Migrations("sql").Select(migration => migration with { Version = "2" }).ToList();

        var summary = await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString }).ExpandAsync(scripts);

        Assert.Equal(1, summary.Changes);
    }
}
