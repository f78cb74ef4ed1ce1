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
