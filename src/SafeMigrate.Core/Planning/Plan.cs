using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>The parts of a change's life, in order; the last two are the ways back.</summary>
public enum Phase
{
    /// <summary>Before the deploy: what both versions survive.</summary>
    Expand,

    /// <summary>Part of the expand command: rows that exist are converted, in small batches.</summary>
    Backfill,

    /// <summary>After the rollout, when no old version is left.</summary>
    Contract,

    /// <summary>After the hold time: tombstones are dropped; from here there is no way back.</summary>
    Purge,

    /// <summary>Before contract: back to the old shape.</summary>
    Rollback,

    /// <summary>After contract, before purge: back to both shapes.</summary>
    Revert,
}

/// <summary>
/// What is done at once: in one short transaction that is retried whole, or, for an operation that the server refuses in a transaction or
/// that works in batches, alone.
/// </summary>
/// <param name="Title">What it does and why it is safe, for people: <c>add the column and its sync trigger</c>.</param>
/// <param name="Operations">In order.</param>
public sealed record Step(string Title, ValueList<Operation> Operations)
{
    /// <summary>
    /// The operation whose effect in the catalog tells that the whole step is done; null where the effects of all operations tell it.
    /// </summary>
    public Operation? Sign { get; init; }

    /// <summary>True where the operations run in one transaction; false for the single operation of its kind that cannot.</summary>
    public bool InTransaction => !Operations.Any(operation => operation
        is CreateIndex { Concurrently: true } or DropIndex { Concurrently: true } or DetachPartition { Concurrently: true } or RunSqlAlone or IBackfill);
}

/// <summary>One change split into phases that the old and the new version survive, with the ways back. Plain data.</summary>
/// <param name="Change">The operations it stands for: one, or several on the same column that cannot be told apart.</param>
public sealed record Plan(ValueList<Operation> Change)
{
    /// <summary>A sentence on how it is done, for people.</summary>
    public string Strategy { get; init; } = "";

    /// <summary>Why there is no safe plan and what to do by hand; null where there is a plan.</summary>
    public string? NotPossible { get; init; }

    /// <summary>Before the deploy.</summary>
    public ValueList<Step> Expand { get; init; } = ValueList<Step>.Empty;

    /// <summary>The long part of expand: batches and index builds that lock nobody out.</summary>
    public ValueList<Step> Backfill { get; init; } = ValueList<Step>.Empty;

    /// <summary>What must be true before contract; read only, so asked before the gates.</summary>
    public ValueList<RequireNoRows> Verify { get; init; } = ValueList<RequireNoRows>.Empty;

    /// <summary>After the rollout.</summary>
    public ValueList<Step> Contract { get; init; } = ValueList<Step>.Empty;

    /// <summary>After the hold time.</summary>
    public ValueList<Step> Purge { get; init; } = ValueList<Step>.Empty;

    /// <summary>From any point of expand back to the old shape; each step bears that its effect is there already.</summary>
    public ValueList<Step> Rollback { get; init; } = ValueList<Step>.Empty;

    /// <summary>What stays after rollback, for the server cannot take it away.</summary>
    public ValueList<Operation> RollbackLeaves { get; init; } = ValueList<Operation>.Empty;

    /// <summary>What stays after purge beyond what the change itself makes, for the server cannot take it away.</summary>
    public ValueList<Operation> PurgeLeaves { get; init; } = ValueList<Operation>.Empty;

    /// <summary>What must be true before revert; read only.</summary>
    public ValueList<RequireNoRows> RevertVerify { get; init; } = ValueList<RequireNoRows>.Empty;

    /// <summary>From contracted back to expanded.</summary>
    public ValueList<Step> Revert { get; init; } = ValueList<Step>.Empty;

    /// <summary>What the team must know or do: for its drivers, its code, its deploy.</summary>
    public ValueList<string> Notes { get; init; } = ValueList<string>.Empty;

    /// <summary>What contract will find out under its lock: asked before, so that it refuses before it changes anything.</summary>
    public IEnumerable<RequireAsRemembered> Unchanged => UnchangedBefore ?? Contract.SelectMany(step => step.Operations).OfType<RequireAsRemembered>();

    /// <summary><see cref="Unchanged"/> under the names of before contract, where contract begins with other ones; else null.</summary>
    public ValueList<RequireAsRemembered>? UnchangedBefore { get; init; }

    /// <summary>True where contract leaves something that no step takes back. That rows were checked is no such thing.</summary>
    public bool IsOneWay => Revert.Count == 0 && Contract.SelectMany(step => step.Operations).Any(operation => operation is not ValidateConstraint);

    /// <summary>True where there is nothing to do in any phase.</summary>
    public bool IsEmpty => new[] { Expand, Backfill, Contract, Purge, Rollback, Revert }.All(steps => steps.Count == 0) && Verify.Count == 0;

    /// <summary>The steps of a phase.</summary>
    public ValueList<Step> Steps(Phase phase) => phase switch
    {
        Phase.Expand => Expand,
        Phase.Backfill => Backfill,
        Phase.Contract => Contract,
        Phase.Purge => Purge,
        Phase.Rollback => Rollback,
        Phase.Revert => Revert,
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };
}
