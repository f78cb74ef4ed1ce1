using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Running;

/// <summary>What a command on the journal would do, from the journal alone.</summary>
internal static class DryRun
{
    /// <summary>Lists the changes in the states that the command takes up.</summary>
    public static Task<int> Write(RunnerCommand command, IReadOnlyCollection<string>? versions, string verb, params ChangeState[] states) =>
        Write(command, versions, verb, () => Task.CompletedTask, states);

    /// <summary>As <see cref="Write(RunnerCommand, IReadOnlyCollection{string}, string, ChangeState[])"/>, and then what else there is to say.</summary>
    public static async Task<int> Write(RunnerCommand command, IReadOnlyCollection<string>? versions, string verb, Func<Task> more, params ChangeState[] states)
    {
        var status = await command.Runner(null).StatusAsync();
        var changes = status.Changes
            .Where(change => states.Contains(change.State) && (versions is null || versions.Contains(change.Migration)))
            .ToList();
        foreach (var change in changes)
            await command.Terminal.Out.WriteLineAsync($"{verb} {change.Migration}: {change.Change} ({change.State.ToString().ToLowerInvariant()})");
        if (changes.Count > 0)
            await more();
        await command.Terminal.Error.WriteLineAsync(changes.Count == 0
            ? "Nothing to do."
            : $"{Words.Count(changes.Count, "change")}; nothing was changed.");
        return Tool.ExitCode.Done;
    }
}
