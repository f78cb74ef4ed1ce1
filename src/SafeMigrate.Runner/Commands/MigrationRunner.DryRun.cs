namespace SafeMigrate.Runner;

public sealed partial class MigrationRunner
{
    /// <summary>Asks what contract would ask, and reports the gates' answers as events. Changes nothing.</summary>
    /// <param name="versions">The migrations, or null for all that the journal knows.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>What of the data is not ready, a sentence each.</returns>
    public async Task<IReadOnlyList<string>> CheckContractAsync(IReadOnlyCollection<string>? versions = null, CancellationToken cancellation = default)
    {
        await using var session = await OpenAsync(cancellation);
        return await ExplainedAsync(async () =>
        {
            var todo = (await ChangesAsync(session, versions, cancellation)).Where(change => change.State is ChangeState.Expanded or ChangeState.Contracting).ToList();
            var guarded = todo.Where(change => change.Plan.Contract.Count > 0).ToList();
            if (guarded.Count > 0)
                await AskGatesAsync(session, guarded, cancellation);
            return await ProblemsAsync(session, todo.Where(change => change.State == ChangeState.Expanded).SelectMany(change => change.Plan.Verify), cancellation);
        });
    }
}
