using System.CommandLine;
using System.Text.Json;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>throttle</c>: how fast backfills go, changed while they run.</summary>
internal static class ThrottleCommand
{
    private static readonly Argument<string?> Action = new Argument<string?>("ACTION")
    {
        Description = "pause: no batch begins until resume. reset: forget what was stored. Without one: only the options, and show.",
        Arity = ArgumentArity.ZeroOrOne,
    }.AcceptOnlyFromAmong("pause", "resume", "reset");

    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.CreateForDatabase(
            "throttle",
            "Says how fast backfills go and what their brakes see, and changes it, also for one that runs right now.",
            terminal,
            Run,
            [Action, .. BackfillOptions.All]);
        ExampleHelp.Set(command, """
            safemigrate throttle
            safemigrate throttle pause
            safemigrate throttle resume --workers 1 --batch-target 50ms
            safemigrate throttle --brake active-sessions=40 --brake "condition=SELECT count(*) > 100 FROM outbox"
            safemigrate throttle reset
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var action = command.Value(Action);
        var changes = new Dictionary<string, string>(command.BackfillChanges);
        if (action is "pause" or "resume")
            changes["paused"] = action == "pause" ? "true" : "false";
        if (changes.Count > 0 || action is not null)
            await command.Runner(null, withOptions: false).SetThrottleAsync(changes, reset: action == "reset");
        var status = await command.Runner(null, withOptions: false).ThrottleAsync();
        if (command.IsJson)
            Json.Write(command.Terminal.Out, indented: true, json => Write(json, status));
        else
            Write(command.Terminal.Out, status);
        return Tool.ExitCode.Done;
    }

    private static IEnumerable<string> Plain => BackfillSettings.Names.Where(name => name != "paused" && !BackfillSettings.Brakes.Contains(name));

    private static void Write(TextWriter output, ThrottleStatus status)
    {
        var defaults = new BackfillSettings();
        if (status.Settings.IsPaused)
            output.WriteLine("Paused: no batch begins until 'safemigrate throttle resume'.");
        foreach (var name in Plain)
            output.WriteLine($"{name,-16}  {status.Settings.Text(name),-8}  {Source(name)}".TrimEnd());
        output.WriteLine();
        output.WriteLine($"{"brake",-16}  {"limit",-8}  {"now",-8}");
        foreach (var brake in status.Brakes)
            output.WriteLine($"{brake.Name,-16}  {brake.Limit,-8}  {brake.Value,-8}  {(brake.IsOn ? "ON  " : "")}{brake.Who}  {Source(brake.Name)}".TrimEnd());

        string Source(string name) =>
            status.Stored.ContainsKey(name) ? "set by throttle" : status.Settings.Text(name) != defaults.Text(name) ? "configured" : "";
    }

    private static void Write(Utf8JsonWriter json, ThrottleStatus status)
    {
        json.WriteStartObject();
        json.WriteBoolean("paused", status.Settings.IsPaused);
        json.WriteStartObject("settings");
        foreach (var name in Plain)
            json.WriteString(name, status.Settings.Text(name));
        json.WriteEndObject();
        json.WriteStartArray("stored");
        foreach (var name in status.Stored.Keys.Order())
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("brakes");
        foreach (var brake in status.Brakes)
        {
            json.WriteStartObject();
            json.WriteString("name", brake.Name);
            json.WriteString("limit", brake.Limit);
            json.WriteString("value", brake.Value);
            json.WriteString("who", brake.Who);
            json.WriteBoolean("on", brake.IsOn);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
