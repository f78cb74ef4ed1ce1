using System.CommandLine;
using System.Text.Json;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>status</c>: what the journal says.</summary>
internal static class StatusCommand
{
    private static readonly Option<bool> Watch = new("--watch") { Description = "Look again every second until Ctrl-C; with --format json one object for each change." };

    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("status", "Says where each change stands, and who runs a command right now.", terminal, Run, Watch);
        ExampleHelp.Set(command, """
            safemigrate status
            safemigrate status --watch
            safemigrate status --format json
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var versions = await command.VersionsAsync();
        if (command.Value(Watch))
            return await new StatusWatch(command.Terminal, command.IsJson, LookAsync).RunAsync();
        if (command.IsJson)
            Write(await LookAsync(), command.Terminal.Out, indented: true);
        else
            Write(command.Terminal, await LookAsync(), new Dictionary<string, RowRate>());
        return Tool.ExitCode.Done;

        async Task<RunnerStatus> LookAsync()
        {
            var status = await command.Runner(null).StatusAsync();
            return status with { Changes = [.. status.Changes.Where(change => versions is null || versions.Contains(change.Migration))] };
        }
    }

    /// <summary>The status as one JSON object.</summary>
    internal static void Write(RunnerStatus status, TextWriter output, bool indented) => Json.Write(output, indented, json => Write(json, status));

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
            json.WriteString("state", change.State.Words());
            json.WriteString("since", change.Since.ToString("O"));
            if (change.BackfilledRows is { } rows)
                json.WriteNumber("rows", rows);
            if (change.BackfillTotal is { } total)
                json.WriteNumber("total", total);
            if (change.BackfillWaitsFor is { } reason)
                json.WriteString("waitsFor", reason);
            if (change.RejectedRows > 0)
                json.WriteNumber("rejectedRows", change.RejectedRows);
            if (change.PurgeAfter is { } purge)
                json.WriteString("purgeAfter", purge.ToString("O"));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The status for people, with the rates of backfills where they are known, by change.</summary>
    internal static void Write(Terminal terminal, RunnerStatus status, IReadOnlyDictionary<string, RowRate> rates)
    {
        var style = new Style(terminal.Color);
        var width = status.Changes.Select(change => change.Change.Length).DefaultIfEmpty().Max();
        foreach (var migration in status.Changes.GroupBy(change => change.Migration))
        {
            terminal.Out.WriteLine(style.Bold(PlanNames.Heading(migration.Key, migration.First().MigrationName)));
            foreach (var change in migration)
                terminal.Out.WriteLine($"  {change.Change.PadRight(width)}  {change.State.Words()} since {change.Since:u}{More(change, rates)}");
        }

        if (status.Changes.Count == 0)
            terminal.Out.WriteLine("No changes: nothing was run here yet.");
        if (status.LeaseHolder is { } holder)
            terminal.Out.WriteLine($"Running now: {holder}");
    }

    private static string More(ChangeStatus change, IReadOnlyDictionary<string, RowRate> rates)
    {
        var more = "";
        if (change is { State: ChangeState.Expanding, BackfilledRows: { } rows })
            more += $", {rows} of about {change.BackfillTotal} rows{rates.GetValueOrDefault(StatusWatch.Key(change))?.Text(change.BackfillTotal)}";
        if (change.BackfillWaitsFor is { } reason)
            more += $" ({reason})";
        if (change.RejectedRows > 0)
            more += $", {change.RejectedRows} rows rejected";
        return change.PurgeAfter is { } purge ? $"{more}, purge after {purge:u}" : more;
    }
}
