using System.Text;
using Npgsql;
using SafeMigrate.Runner;
using Xunit.Abstractions;

namespace SafeMigrate.DatabaseTests.Faults;

public class NetworkTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => FaultBench.Seeds;

    [DatabaseTheory, MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_on_a_network_that_cuts_and_stalls_commits_above_all(int seed)
    {
        await using var database = await TestDatabase.CreateAsync();
        await FaultBench.PrepareAsync(database);
        var random = new Random(seed);
        await using var network = new Network(new NpgsqlConnectionStringBuilder(database.ConnectionString).Port) { Pass = packet => PassAsync(packet, random) };
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = network.Through(database.ConnectionString),
            FirstPause = TimeSpan.FromMilliseconds(10),
        });

        // The rows of a batch stay locked while its COMMIT is on the way, and this network takes its time.
        await new FaultBench(output) { LongestStall = 2500 }.RunAsync("network cut and stalled", database, seed, command => command(runner));
    }

    private static async Task<bool> PassAsync(ReadOnlyMemory<byte> packet, Random random)
    {
        int dice;
        lock (random)
            dice = random.Next(1000);
        var isCommit = packet.Length < 2000 && Encoding.Latin1.GetString(packet.Span).Contains("COMMIT", StringComparison.Ordinal);
        if (dice < (isCommit ? 100 : 2))
            return false;
        if (dice >= (isCommit ? 990 : 999))
            await Task.Delay(1500);
        return true;
    }
}
