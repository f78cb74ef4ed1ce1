using SafeMigrate.Planning;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Journal;

/// <summary>What a database's journal says of changes that are begun and not finished: a new plan must not cross them.</summary>
public static class OpenPlans
{
    /// <summary>The open plans in the order in which they began; none where there is no journal.</summary>
    /// <param name="connectionString">The database; a standby will do.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<IReadOnlyList<OpenPlan>> ReadAsync(string connectionString, CancellationToken cancellation = default)
    {
        await using var connection = await new Target(connectionString).OpenToReadAsync(cancellation);
        return await JournalSchema.ExistsAsync(connection, cancellation) ? Of(await ChangeJournal.ChangesAsync(connection, cancellation)) : [];
    }

    internal static IReadOnlyList<OpenPlan> Of(IEnumerable<JournaledChange> changes) =>
    [
        .. changes.Where(change => change.State is not (ChangeState.Purged or ChangeState.RolledBack or ChangeState.Pending))
            .Select(change => new OpenPlan(change.Migration, change.Plan, change.State == ChangeState.Contracted) { IsOffered = change.IsOffered }),
    ];
}
