using Npgsql;
using SafeMigrate.Runner;
using Xunit.Abstractions;

namespace SafeMigrate.DatabaseTests.Faults;

public class ReaderTests(ITestOutputHelper output)
{
    [DatabaseFact]
    public async Task Nobody_is_locked_out_by_a_reader_that_is_in_the_way_of_each_step()
    {
        await using var database = await TestDatabase.CreateAsync();
        await FaultBench.PrepareAsync(database);
        NpgsqlConnection? reader = null;
        var waits = 0;
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            LockTimeout = TimeSpan.FromMilliseconds(250),
            FirstPause = TimeSpan.FromMilliseconds(10),
            OnEvent = item =>
            {
                switch (item)
                {
                    case { Kind: RunnerEventKind.Step, State: "begun" }:
                        reader = Read(database);
                        break;
                    case { Kind: RunnerEventKind.Attempt }:
                        waits++;
                        reader?.Dispose(); // Only now: the step has met it.
                        break;
                    case { Kind: RunnerEventKind.Step, State: "done" }:
                        reader?.Dispose();
                        break;
                }
            },
        });

        await new FaultBench(output).RunAsync("a reader at each step", database, 1, command => command(runner));

        Assert.InRange(waits, 10, int.MaxValue);
    }

    private static NpgsqlConnection Read(TestDatabase database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = "report/1.0" }.ConnectionString);
        connection.Open();
        using var read = new NpgsqlCommand("BEGIN; SELECT FROM orders LIMIT 1", connection);
        read.ExecuteNonQuery();
        return connection;
    }
}
