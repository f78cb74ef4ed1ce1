namespace SafeMigrate.EntityFrameworkCore;

/// <summary>A migration was refused, and nothing of it ran.</summary>
/// <param name="migration">Its id.</param>
/// <param name="findings">What is wrong with it.</param>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class UnsafeMigrationException(string migration, IReadOnlyList<Finding> findings, string message) : InvalidOperationException(message)
{
    /// <summary>The migration's id: <c>20260126090000_IndexOrdersByStatus</c>.</summary>
    public string Migration { get; } = migration;

    /// <summary>What is wrong with it; places are those of the SQL that it would have run.</summary>
    public IReadOnlyList<Finding> Findings { get; } = findings;
}
