namespace SafeMigrate.Planning;

/// <summary>A plan of an earlier migration that was begun on the database and is not purged: its columns are not free yet.</summary>
/// <param name="Migration">The migration's version.</param>
/// <param name="Plan">The plan.</param>
/// <param name="IsContracted">True where only purge or revert is left of it.</param>
public sealed record OpenPlan(string Migration, Plan Plan, bool IsContracted)
{
    /// <summary>False until the expand that began it has ended: no version of the application can use yet what it creates.</summary>
    public bool IsOffered { get; init; } = true;
}
