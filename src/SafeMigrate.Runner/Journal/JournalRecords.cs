using SafeMigrate.Planning;

namespace SafeMigrate.Runner.Journal;

/// <summary>A change as the journal keeps it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Migration">The migration's version.</param>
/// <param name="Description">In words.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Plan">What was planned.</param>
/// <param name="Since">When it entered the state, in database time.</param>
/// <param name="IsOffered">False until the expand that began the migration has ended.</param>
internal sealed record JournaledChange(long Id, string Migration, string Description, ChangeState State, Plan Plan, DateTime Since, bool IsOffered);

/// <summary>A migration as the journal keeps it.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="Fingerprint">What its operations were when it was planned.</param>
internal sealed record JournaledMigration(string Version, string Name, string Fingerprint);

/// <summary>One step of one change.</summary>
/// <param name="Change">The change's key.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Ordinal">Its place in the phase, from 0.</param>
internal sealed record StepKey(long Change, Phase Phase, int Ordinal);

/// <summary>How a state is written in the journal and in reports: <c>rolling back</c>.</summary>
internal static class ChangeStateText
{
    private static readonly Dictionary<ChangeState, string> Texts = Enum.GetValues<ChangeState>().ToDictionary(state => state, state => state switch
    {
        ChangeState.RollingBack => "rolling back",
        ChangeState.RolledBack => "rolled back",
        _ => state.ToString().ToLowerInvariant(),
    });

    public static string Text(this ChangeState state) => Texts[state];

    public static ChangeState Parse(string text) => Texts.First(pair => pair.Value == text).Key;
}
