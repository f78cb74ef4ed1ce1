using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class TelemetryTests
{
    [DatabaseFact]
    public async Task Command_phases_steps_attempts_and_batches_are_spans_of_one_trace_and_rows_are_counted()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 5000)");
        var spans = new ConcurrentQueue<Activity>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(traces);
        var rows = 0L;
        using var metrics = new MeterListener();
        metrics.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref rows, value));
        metrics.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "safemigrate.backfill.rows")
                listener.EnableMeasurementEvents(instrument);
        };
        metrics.Start();

        await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, CommandLine = "safemigrate telemetry" })
            .ExpandAsync([RoundTrip.Migration("ALTER TABLE t ALTER COLUMN a TYPE bigint")]);

        var command = spans.Single(span => span.OperationName == "command safemigrate telemetry");
        var kinds = spans.Where(span => span.TraceId == command.TraceId).Select(span => (string)span.GetTagItem("safemigrate.kind")!).Distinct();
        Assert.Equal(["attempt", "batch", "command", "phase", "step"], kinds.Order());
        Assert.True(rows >= 5000, $"{rows} rows"); // Other tests may run.
    }
}
