using System.CommandLine;
using System.Text.Json;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>status</c>: what the journal says.</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("status", "Says where each change stands, and who runs a command right now.", terminal, Run);
        ExampleHelp.Set(command, """
            safemigrate status
            safemigrate status --format json
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var versions = await command.VersionsAsync();
        var status = await command.Runner(null).StatusAsync();
        status = status with { Changes = [.. status.Changes.Where(change => versions is null || versions.Contains(change.Migration))] };
        if (command.IsJson)
            Json.Write(command.Terminal.Out, indented: true, json => Write(json, status));
        else
            Write(command.Terminal, status);
        return Tool.ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, RunnerStatus status)
    {
        json.WriteStartObject();
        json.WriteString("leaseHolder", status.LeaseHolder);
        json.WriteStartArray("changes");
        foreach (var change in status.Changes)
        {
            json.WriteStartObject();
            json.WriteString("migration", change.Migration);
            json.WriteString("name", change.MigrationName);
            json.WriteString("change", change.Change);
            json.WriteString("state", State(change.State));
            json.WriteString("since", change.Since.ToString("O"));
            if (change.BackfilledRows is { } rows)
                json.WriteNumber("rows", rows);
            if (change.BackfillTotal is { } total)
                json.WriteNumber("total", total);
            if (change.PurgeAfter is { } purge)
                json.WriteString("purgeAfter", purge.ToString("O"));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Terminal terminal, RunnerStatus status)
    {
        var style = new Style(terminal.Color);
        var width = status.Changes.Select(change => change.Change.Length).DefaultIfEmpty().Max();
        foreach (var migration in status.Changes.GroupBy(change => change.Migration))
        {
            terminal.Out.WriteLine(style.Bold(PlanNames.Heading(migration.Key, migration.First().MigrationName)));
            foreach (var change in migration)
                terminal.Out.WriteLine($"  {change.Change.PadRight(width)}  {State(change.State)} since {change.Since:u}{More(change)}");
        }

        if (status.Changes.Count == 0)
            terminal.Out.WriteLine("No changes: nothing was run here yet.");
        if (status.LeaseHolder is { } holder)
            terminal.Out.WriteLine($"Running now: {holder}");
    }

    private static string More(ChangeStatus change)
    {
        var backfill = change is { State: ChangeState.Expanding, BackfilledRows: { } rows } ? $", {rows} of about {change.BackfillTotal} rows" : "";
        return change.PurgeAfter is { } purge ? $"{backfill}, purge after {purge:u}" : backfill;
    }

    // rolling back, rolled back: two words, as the design spells them.
    private static string State(ChangeState state) =>
        string.Concat(state.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
}
