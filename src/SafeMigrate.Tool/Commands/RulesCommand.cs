using System.CommandLine;
using SafeMigrate.Rules;
using SafeMigrate.Tool.Linting;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>rules</c>: which there are.</summary>
internal static class RulesCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("rules", "Lists the rules.") { Shared.Format, Shared.Dialect };
        command.SetAction(arguments => Run(arguments, terminal.For(arguments)));
        ExampleHelp.Set(command, """
            safemigrate rules
            safemigrate rules --dialect sqlserver --format json
            """);
        return command;
    }

    private static int Run(ParseResult arguments, Terminal terminal)
    {
        var dialect = arguments.GetValue(Shared.Dialect);
        var rules = Catalog.All.Where(rule => dialect is null || rule.Dialect is null || rule.Dialect == Shared.DialectOf(dialect)).ToList();
        if (arguments.GetValue(Shared.Format) == "json")
            Json.Write(terminal.Out, indented: true, json => Write(json, rules));
        else
            Write(terminal, rules);
        return ExitCode.Done;
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, IReadOnlyList<Rule> rules)
    {
        json.WriteStartArray();
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Id);
            json.WriteString("name", rule.Name);
            json.WriteString("severity", Words.Of(rule.Severity));
            json.WriteBoolean("enabled", rule.EnabledByDefault);
            json.WriteString("title", rule.Title);
            json.WriteString("dialect", rule.Dialect switch { Dialect.Postgres => "postgres", Dialect.SqlServer => "sqlserver", _ => "any" });
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Terminal terminal, IReadOnlyList<Rule> rules)
    {
        var style = new Style(terminal.Color);
        var width = rules.Max(rule => rule.Name.Length);
        foreach (var rule in rules)
        {
            var severity = style.Of(rule.Severity, Words.Of(rule.Severity).PadRight(7));
            terminal.Out.WriteLine($"{rule.Id}  {severity}  {rule.Name.PadRight(width)}  {style.Dim(rule.EnabledByDefault ? rule.Title : rule.Title + " (off by default)")}");
        }
    }
}
