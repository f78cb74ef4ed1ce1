namespace SafeMigrate.Runner;

/// <summary>What kind of thing happened. The names in lower case are those of the JSON lines.</summary>
public enum RunnerEventKind
{
    /// <summary>A change entered another state.</summary>
    Change,

    /// <summary>A step begins or is done.</summary>
    Step,

    /// <summary>An attempt at a step did not get its locks in time, or lost its connection; it is tried again.</summary>
    Attempt,

    /// <summary>A batch of a backfill is committed.</summary>
    Batch,

    /// <summary>A gate answered.</summary>
    Gate,

    /// <summary>The command is done.</summary>
    Done,

    /// <summary>The command failed.</summary>
    Failed,
}

/// <summary>Something that happened while a command runs; what does not apply is null.</summary>
/// <param name="Time">When, by the runner's clock.</param>
/// <param name="Kind">What kind of thing.</param>
public sealed record RunnerEvent(DateTimeOffset Time, RunnerEventKind Kind)
{
    /// <summary>The migration's version.</summary>
    public string? Migration { get; init; }

    /// <summary>The change, in words: <c>RenameColumn users.username</c>.</summary>
    public string? Change { get; init; }

    /// <summary>The phase in lower case: <c>expand</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>The step's title, or the gate's name.</summary>
    public string? Step { get; init; }

    /// <summary>The change's new state, a step's <c>begun</c> or <c>done</c>, or a gate's <c>PASS</c>, <c>FAIL</c>, <c>UNKNOWN</c>.</summary>
    public string? State { get; init; }

    /// <summary>Since the step, the batch or the command began, in milliseconds.</summary>
    public long? ElapsedMs { get; init; }

    /// <summary>How much of that went by waiting for locks, all attempts together, in milliseconds.</summary>
    public long? LockWaitMs { get; init; }

    /// <summary>Rows written so far.</summary>
    public long? Rows { get; init; }

    /// <summary>Rows of the table, by the planner's estimate.</summary>
    public long? Total { get; init; }

    /// <summary>For people: who blocks, what a gate saw, what to know.</summary>
    public string? Message { get; init; }
}
