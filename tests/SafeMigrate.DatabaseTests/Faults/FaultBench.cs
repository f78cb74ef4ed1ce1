using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;
using Xunit.Abstractions;

namespace SafeMigrate.DatabaseTests.Faults;

/// <summary>
/// A release with a rename, a change of type and an index, there and back and there again, while both versions of the application write
/// and something keeps going wrong. Short by default; <c>SAFEMIGRATE_FAULT_SEEDS=20</c> makes that many runs, each of another seed, and
/// <c>SAFEMIGRATE_FAULT_ROWS</c> makes the table bigger.
/// </summary>
internal sealed class FaultBench
{
    private const string Release = """
        ALTER TABLE orders RENAME COLUMN status TO state;
        ALTER TABLE orders ALTER COLUMN quantity TYPE bigint;
        CREATE INDEX orders_note ON orders (note);
        """;

    private readonly ITestOutputHelper output;

    // Where all threads of the pool are busy a new one comes every half second: an answer that is there already would count as a stall.
    static FaultBench() => ThreadPool.SetMinThreads(64, 64);

    public FaultBench(ITestOutputHelper output) => this.output = output;

    /// <summary>The longest that the application may wait for an answer, in milliseconds; the fault itself may allow more.</summary>
    public double LongestStall { get; init; } = 1000;

    /// <summary>The database through which the application and the runner go, where it is not reached directly.</summary>
    public Func<TestDatabase, string> Reached { get; init; } = database => database.ConnectionString;

    /// <summary>Seeds of a run.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(Number("SAFEMIGRATE_FAULT_FIRST", 1), Number("SAFEMIGRATE_FAULT_SEEDS", 1))];

    /// <summary>How many rows there are in the beginning.</summary>
    public static int Rows => Number("SAFEMIGRATE_FAULT_ROWS", 5000);

    public static IReadOnlyList<Migration> Migrations { get; } = [RoundTrip.Migration(Release)];

    public static Task PrepareAsync(TestDatabase database) => database.ExecuteAsync($"""
        CREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL, quantity int NOT NULL, note text);
        INSERT INTO orders SELECT n, 'new', n, 'note ' || n FROM generate_series(1, {Rows}) n;
        CREATE INDEX orders_status ON orders (status);
        """);

    /// <summary>Runs the release; <paramref name="run"/> runs one command under the fault until it is done.</summary>
    public async Task RunAsync(string fault, TestDatabase database, int seed, Func<Func<MigrationRunner, Task>, Task> run)
    {
        var before = await Dump.OfAsync(database);
        await using var watch = new StallWatch(database);
        var ledger = await Ledger.ReadAsync(database, "status, quantity");
        var idle = await IdleAsync(database, ledger, seed);
        var (old, @new) = (Start(database, "shop/1.0", "status", ledger, seed), default(Application));
        try
        {
            await run(runner => runner.ExpandAsync(Migrations));
            await run(runner => runner.RollbackAsync());
            Assert.Equal(before, await Dump.OfAsync(database));

            await run(runner => runner.ExpandAsync(Migrations));
            @new = Start(database, "shop/2.0", "state", ledger, seed + 100);
            await Task.WhenAll(old.AnswersAsync(200), @new.AnswersAsync(200));
            await old.DisposeAsync();
            await run(runner => runner.ContractAsync(overrides: new Dictionary<string, string> { ["sessions"] = "the bench ended the old version" }));
            if (Seeds.Count > 1)
            {
                await run(runner => runner.RevertAsync());
                await run(runner => runner.ContractAsync(overrides: new Dictionary<string, string> { ["sessions"] = "the bench ended the old version" }));
            }

            await run(runner => runner.PurgeAsync(now: true));
        }
        finally
        {
            await old.DisposeAsync();
            if (@new is not null)
                await @new.DisposeAsync();
        }

        var (lost, wrong) = await ledger.CompareAsync(database, "state, quantity");
        var failures = old.Failures.Concat(@new.Failures).ToList();
        var latencies = old.Latencies.Concat(@new.Latencies).Order().ToList();
        output.WriteLine($"{fault}, seed {seed}: {latencies.Count} statements, {failures.Count} failed; {ledger.Count} rows, {lost} lost, {wrong} wrong; "
            + $"longest stall {latencies[^1]:0} ms{(latencies[^1] > 300 ? $" ({watch.Longest})" : "")}; p99 {P99(latencies):0.0} ms, idle {P99(idle):0.0} ms");
        Assert.Empty(failures);
        Assert.Equal((0, 0), (lost, wrong));
        Assert.InRange(latencies[^1], 0, LongestStall);
    }

    /// <summary>A whole number of the environment.</summary>
    public static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;

    private Application Start(TestDatabase database, string version, string column, Ledger ledger, int seed) =>
        Application.Start(Reached(database), version, column, ledger, seed);

    private async Task<List<double>> IdleAsync(TestDatabase database, Ledger ledger, int seed)
    {
        var idle = Start(database, "shop/1.0", "status", ledger, seed + 50);
        await idle.AnswersAsync(500);
        await idle.DisposeAsync();
        return [.. idle.Latencies.Order()];
    }

    private static double P99(List<double> sorted) => sorted[(int)(sorted.Count * 0.99)];
}
