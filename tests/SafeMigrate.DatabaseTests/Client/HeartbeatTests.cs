using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using SafeMigrate.Client;

namespace SafeMigrate.DatabaseTests.Client;

public class HeartbeatTests
{
    // The tables as the package's README has them, without the grants to its role.
    internal static readonly string Tables = string.Join('\n', File.ReadAllText(ReadMe()).Split("```sql")[1].Split("```")[0].Split('\n').Where(line => !line.StartsWith("GRANT", StringComparison.Ordinal)));

    [DatabaseFact]
    public async Task An_instance_has_a_lease_until_it_leaves()
    {
        await using var database = await TestDatabase.CreateAsync(Tables);
        var heartbeat = new Heartbeat(Options(database));

        Assert.True((await heartbeat.BeatAsync(default)).IsAccepted);
        await heartbeat.BeatAsync(default);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM safemigrate.instance WHERE service = 'shop' AND build = '1.4.2' AND lease_until > now() + interval '20 seconds'"));

        await heartbeat.LeaveAsync(default);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM safemigrate.instance"));
    }

    [DatabaseFact]
    public async Task An_instance_below_the_floor_gets_no_lease_and_is_not_ready()
    {
        await using var database = await TestDatabase.CreateAsync(Tables + "INSERT INTO safemigrate.contract_floor VALUES ('shop', 43);");
        var options = Options(database);

        var health = await new HeartbeatHealthCheck(new Heartbeat(options), options).CheckHealthAsync(new HealthCheckContext());

        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Equal("The database is past this build: its floor is 43, and shop 1.4.2 works up to 42. Deploy a newer build.", health.Description);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM safemigrate.instance"));
    }

    [DatabaseFact]
    public async Task Without_the_tables_the_application_runs_as_before()
    {
        await using var database = await TestDatabase.CreateAsync();
        var options = Options(database);

        Assert.Equal(HealthStatus.Degraded, (await new HeartbeatHealthCheck(new Heartbeat(options), options).CheckHealthAsync(new HealthCheckContext())).Status);
    }

    private static HeartbeatOptions Options(TestDatabase database) => new("shop", "1.4.2", 41, 42, () => new NpgsqlConnection(database.ConnectionString));

    private static string ReadMe([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "../../../src/SafeMigrate.Client/README.md");
}
