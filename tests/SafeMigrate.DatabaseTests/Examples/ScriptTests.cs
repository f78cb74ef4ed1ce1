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
