using System.Diagnostics;
using Npgsql;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Catalog;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>A test that runs psql: skipped, with the reason, where there is none.</summary>
internal sealed class PsqlTheoryAttribute : TheoryAttribute
{
    public const string Missing = "There is no psql on this machine; Debian has it in postgresql-client.";

    public PsqlTheoryAttribute() => Skip = TestServer.Missing(null)
        ?? (Environment.GetEnvironmentVariable("CI") == "true" || TestServer.GetAsync().GetAwaiter().GetResult().ClientProgram("psql") is not null ? null : Missing);
}

/// <summary>What <c>plan --out</c> writes, run by hand with psql: each script twice.</summary>
public class ScriptTests
{
    public static TheoryData<string> Names => [.. Example.Names];

    [PsqlTheory, MemberData(nameof(Names))]
    public async Task Scripts_go_forth_and_back_and_can_be_run_twice(string name)
    {
        var example = new Example(name);
        await using var plain = await example.CreateDatabaseAsync(empty: true);
        await example.MigratePlainlyAsync(plain);
        await using var database = await example.CreateDatabaseAsync();
        var before = await Dump.OfAsync(database);
        var scripts = await ScriptsAsync(database, example.Migrations("sql").Single());

        await RunAsync(database, scripts, "1-expand.sql", "2-backfill.sql", "rollback-expand.sql");
        Assert.Equal(before, await Dump.OfAsync(database));

        await RunAsync(database, scripts, "1-expand.sql", "2-backfill.sql", "3-contract.sql", "rollback-contract.sql", "3-contract.sql", "4-purge.sql");
        Assert.Equal(await Dump.OfAsync(plain), await Dump.OfAsync(database));
    }

    // The catalog does not tell whether such a statement ran; the application's triggers are passed by as the runner passes them by.
    [PsqlTheory, InlineData("""
        ALTER TABLE t ALTER COLUMN n TYPE bigint;
        -- safemigrate:phase expand
        -- safemigrate:rollback DELETE FROM said WHERE what = 'expand'
        INSERT INTO said VALUES ('expand');
        -- safemigrate:phase contract
        -- safemigrate:rollback DELETE FROM said WHERE what = 'contract'
        INSERT INTO said VALUES ('contract');
        """)]
    public async Task A_statement_of_the_author_runs_once_until_it_is_undone(string sql)
    {
        await using var database = await TestDatabase.CreateAsync("""
            CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE said (what text); INSERT INTO t SELECT i, i FROM generate_series(1, 50) i;
            CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO said VALUES (TG_NAME); RETURN NEW; END';
            CREATE TRIGGER fired BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION say();
            """);
        var scripts = await ScriptsAsync(database, RoundTrip.Migration(sql));
        Task<string> Said() => database.ScalarAsync<string>("SELECT coalesce(string_agg(what, ' ' ORDER BY what), '') FROM said");

        foreach (var round in Enumerable.Range(0, 2))
        {
            await RunAsync(database, scripts, "rollback-expand.sql", "1-expand.sql", "2-backfill.sql");
            Assert.Equal("expand", await Said());
            await RunAsync(database, scripts, "3-contract.sql");
            Assert.Equal("contract expand", await Said());
            await RunAsync(database, scripts, "rollback-contract.sql");
            Assert.Equal("expand", await Said());
            await RunAsync(database, scripts, "rollback-expand.sql");
            Assert.Equal("", await Said());
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> ScriptsAsync(TestDatabase database, Migration migration)
    {
        var schema = await CatalogReader.ReadAsync(database.ConnectionString);
        var version = database.Server.Version;
        return PlanScript.Write(migration, Planner.Plan(migration, schema, version), version).ToDictionary(script => script.Name, script => script.Sql);
    }

    // Phases with nothing to do have no script.
    private static async Task RunAsync(TestDatabase database, IReadOnlyDictionary<string, string> scripts, params string[] names)
    {
        foreach (var name in names.Where(scripts.ContainsKey))
        {
            await PsqlAsync(database, name, scripts[name]);
            await PsqlAsync(database, name, scripts[name]);
        }
    }

    private static async Task PsqlAsync(TestDatabase database, string name, string script)
    {
        var program = database.Server.ClientProgram("psql") ?? throw new InvalidOperationException(PsqlTheoryAttribute.Missing);
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        string[] arguments = ["--no-psqlrc", "--quiet", "--host", target.Host!, "--port", $"{target.Port}", "--username", target.Username!, target.Database!];
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PGPASSWORD"] = target.Password;
        using var process = Process.Start(start)!;
        var (errors, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        await Task.WhenAll(errors, output, process.WaitForExitAsync());
        Assert.True(process.ExitCode == 0, $"{name}: {await errors}");
    }
}
