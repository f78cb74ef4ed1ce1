namespace SafeMigrate.Planning;

/// <summary>A plan of an earlier migration that was begun on the database and is not purged: its columns are not free yet.</summary>
/// <param name="Migration">The migration's version.</param>
/// <param name="Plan">The plan.</param>
/// <param name="IsContracted">True where only purge or revert is left of it.</param>
public sealed record OpenPlan(string Migration, Plan Plan, bool IsContracted);
