using SafeMigrate.Planning;

namespace SafeMigrate.Runner;

/// <summary>What a command did.</summary>
/// <param name="Changes">How many changes it brought into their next state.</param>
/// <param name="Steps">How many steps it ran.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Message">One sentence for people; says so where there was nothing to do.</param>
public sealed record RunSummary(int Changes, int Steps, TimeSpan Elapsed, string Message);

/// <summary>A migration with the plan of each of its changes.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Plans">In order.</param>
public sealed record PlannedMigration(Migration Migration, IReadOnlyList<Plan> Plans);

/// <summary>The states of a change.</summary>
public enum ChangeState
{
    /// <summary>Planned, not begun.</summary>
    Pending,

    /// <summary>Expand has begun.</summary>
    Expanding,

    /// <summary>Old and new versions work together.</summary>
    Expanded,

    /// <summary>Contract has begun.</summary>
    Contracting,

    /// <summary>Only the new shape is left; it can still be reverted.</summary>
    Contracted,

    /// <summary>What was kept for revert is gone.</summary>
    Purged,

    /// <summary>Rollback has begun.</summary>
    RollingBack,

    /// <summary>Back in the old shape; expand begins anew.</summary>
    RolledBack,

    /// <summary>Revert has begun.</summary>
    Reverting,
}

/// <summary>One change as the journal knows it.</summary>
/// <param name="Migration">The migration's version.</param>
/// <param name="MigrationName">The migration's name.</param>
/// <param name="Change">The change, in words.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">Since when, in database time.</param>
public sealed record ChangeStatus(string Migration, string MigrationName, string Change, ChangeState State, DateTimeOffset Since)
{
    /// <summary>The rows that a backfill has written; null where there is none.</summary>
    public long? BackfilledRows { get; init; }

    /// <summary>The rows that there were by the planner's estimate when it began; null where there is no backfill.</summary>
    public long? BackfillTotal { get; init; }

    /// <summary>Why its backfill does not go on right now, or null.</summary>
    public string? BackfillWaitsFor { get; init; }

    /// <summary>How many rows its backfill left as they are because a conversion rejects them.</summary>
    public long RejectedRows { get; init; }

    /// <summary>When purge may drop what is kept; null where nothing is.</summary>
    public DateTimeOffset? PurgeAfter { get; init; }
}

/// <summary>What the journal says about a database.</summary>
/// <param name="Changes">All changes, in order.</param>
/// <param name="LeaseHolder">Who runs a command right now, or null.</param>
public sealed record RunnerStatus(IReadOnlyList<ChangeStatus> Changes, string? LeaseHolder);

/// <summary>How fast backfills go in a database, and what their brakes say.</summary>
/// <param name="Settings">With what <c>safemigrate throttle</c> stored.</param>
/// <param name="Stored">What it stored, by name.</param>
/// <param name="Brakes">All of them, as they are right now.</param>
public sealed record ThrottleStatus(BackfillSettings Settings, IReadOnlyDictionary<string, string> Stored, IReadOnlyList<BrakeState> Brakes);
