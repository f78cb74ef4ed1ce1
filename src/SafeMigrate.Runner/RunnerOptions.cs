using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner;

/// <summary>How a runner works. Time, waiting and chance come in here, so that tests of waiting take no time.</summary>
public sealed record RunnerOptions
{
    /// <summary>The target database. Never printed.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The command as typed, for the lease, the audit and messages that say what resumes: <c>safemigrate expand</c>.</summary>
    public string CommandLine { get; init; } = "safemigrate";

    /// <summary>The longest that a transaction may wait for its locks altogether, and with it the application behind it.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a step is tried again while others hold the locks it needs, or while the server is away.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long the whole command may take before it stops, after the batch or statement that runs; null for as long as it needs.</summary>
    public TimeSpan? StopAfter { get; init; }

    /// <summary>
    /// Sessions that are in the way of a step for the third time are ended where their transaction is not older than this, or waits for its
    /// client and has written nothing; null where nobody is ended.
    /// </summary>
    public TimeSpan? CancelBlockers { get; init; }

    /// <summary>The pause after the first attempt; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between attempts.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How fast backfills go and what makes them wait; what <c>safemigrate throttle</c> stored goes before it.</summary>
    public BackfillSettings Backfill { get; init; } = new();

    /// <summary>How long after contract a change can be reverted before purge may drop what was kept.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Where the usual runners of migrations in C# keep what they have applied.</summary>
    public HistoryNames Histories { get; init; } = new();

    /// <summary>How long the gates look before they say that the old version is gone: one that comes back now and then must have the time to.</summary>
    public TimeSpan GateWindow { get; init; }

    /// <summary>How long a change may stay expanded before <see cref="MigrationRunner.DoctorAsync"/> asks about it.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Receives what happens, as it happens, one at a time; not necessarily on the caller's thread.</summary>
    public Action<RunnerEvent>? OnEvent { get; init; }

    /// <summary>Splits a migration into phases, given the schema it will meet.</summary>
    public Func<Migration, Schema, int, IReadOnlyList<OpenPlan>, IReadOnlyList<Plan>> Planner { get; init; } = Planning.Planner.Plan;

    /// <summary>The plans that expand may run, by migration, as <see cref="PlanHash"/> tells them; null for any.</summary>
    public IReadOnlyDictionary<string, string>? PlanHashes { get; init; }

    /// <summary>Writes an operation as the statements of a server's major version.</summary>
    internal Func<Operation, int, IReadOnlyList<string>> Writer { get; init; } = PostgresWriter.Write;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Waits.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>A number from 0 up to but not including 1.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>From what age on preflight names a transaction that index builds and steps may have to wait for.</summary>
    internal TimeSpan LongTransaction { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Called at each point where a crash would leave something behind; a test that throws here plays the crash.</summary>
    internal Func<string, Task> Checkpoint { get; init; } = _ => Task.CompletedTask;
}
