using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>doctor</c>: what somebody should see to.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.CreateForDatabase(
            "doctor", "Finds what is left over, invalid, forgotten or overdue, each with the command that mends it. Changes nothing.", terminal, Run);
        ExampleHelp.Set(command, """
            safemigrate doctor
            safemigrate doctor --format json
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var findings = await command.Runner(null).DoctorAsync();
        if (command.IsJson)
            WriteJson(command.Terminal.Out, findings);
        else
            Write(command.Terminal, findings);
        return findings.Count == 0 ? Tool.ExitCode.Done : Tool.ExitCode.Refused;
    }

    private static void Write(Terminal terminal, IReadOnlyList<DoctorFinding> findings)
    {
        var style = new Style(terminal.Color);
        foreach (var finding in findings)
        {
            terminal.Out.WriteLine($"{style.Bold(finding.Kind)}  {finding.Object}");
            terminal.Out.WriteLine($"  {finding.Message}");
            terminal.Out.WriteLine($"  mend: {finding.Mend}");
        }

        terminal.Error.WriteLine(findings.Count == 0 ? "Nothing found." : $"{Words.Count(findings.Count, "finding")}; nothing was changed.");
    }

    private static void WriteJson(TextWriter output, IReadOnlyList<DoctorFinding> findings) => Json.Write(output, indented: true, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", finding.Kind);
            json.WriteString("object", finding.Object);
            json.WriteString("message", finding.Message);
            json.WriteString("mend", finding.Mend);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
