using System.CommandLine;
using SafeMigrate.Tool.Configuration;
using SafeMigrate.Tool.Linting;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>lint</c>: findings.</summary>
internal static class LintCommand
{
    private static readonly Option<string[]> Reports = new("--report")
    {
        Description = $"Write a report to a file as well; {string.Join(", ", Report.All.Select(report => report.Kind))}. May be repeated.",
        HelpName = "KIND=FILE",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string> FailOn = Shared.OneOf("--fail-on", "The least severity that makes the exit code 1.", "error", "warning", "note", "none");

    private static readonly Option<string?> Since = new("--since")
    {
        Description = "Report only on files that are new or changed since a git revision, and on released ones that were edited.",
        HelpName = "REVISION",
    };

    private static readonly Option<string?> BaselineFile = new("--baseline") { Description = "Leave out the findings that this file lists.", HelpName = "FILE" };

    private static readonly Option<bool> UpdateBaseline = new("--update-baseline") { Description = "Write all findings to the file of --baseline." };

    private static readonly Option<string?> HelpUrl = new("--help-url")
    {
        Description = "Where the rules' pages are, for links in reports: an address that the rule's id and .md follow, or one with {rule} in it.",
        HelpName = "ADDRESS",
    };

    private static readonly Option<bool> Fix = new("--fix") { Description = "Change the files where a text edit makes a finding go away." };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("lint", "Finds what would lock out the application, break the version that still runs, or fail.")
        {
            Shared.Paths, Shared.Assemblies, Shared.Format, Reports, FailOn, Since, BaselineFile, UpdateBaseline, Fix, HelpUrl,
            DatabaseOptions.Snapshot, DatabaseOptions.Connection, Shared.PostgresVersion, Shared.Dialect, Shared.Tool, Shared.StandardInputPath,
        };
        command.SetAction(arguments => Run(arguments, terminal.For(arguments)));
        ExampleHelp.Set(command, """
            safemigrate lint                                      the configured folder, else migrations
            safemigrate lint db/migrations --fail-on warning
            safemigrate lint --since origin/main --report sarif=out.sarif --report markdown=comment.md
            safemigrate lint db/migrations --snapshot db/snapshot.json
            safemigrate lint - --stdin-path db/V7__x.sql < db/V7__x.sql
            safemigrate lint db/scripts --dialect sqlserver
            """);
        return command;
    }

    private static int Run(ParseResult arguments, Terminal terminal)
    {
        var reports = Array.ConvertAll(arguments.GetValue(Reports)!, ReportFile);
        var request = Request(arguments);
        var result = Lint(arguments, request, terminal);
        if (arguments.GetValue(BaselineFile) is { } baseline)
            result = WithBaseline(baseline, arguments.GetValue(UpdateBaseline), result, terminal);
        else if (arguments.GetValue(UpdateBaseline))
            throw new UserErrorException("--update-baseline needs --baseline FILE");

        if (arguments.GetValue(Shared.Format) == "json")
            JsonReport.Write(result, terminal.Out);
        else
            WriteText(result, arguments, terminal);
        foreach (var report in reports)
            WriteReport(report, result, terminal);
        if (result.AlreadyRun > 0)
            terminal.Error.WriteLine($"{Words.Count(result.AlreadyRun, "migration")} ran in the database already and {(result.AlreadyRun == 1 ? "is" : "are")} not judged");
        foreach (var problem in result.Problems)
            terminal.Error.WriteLine("safemigrate: " + problem);
        return CodeOf(result, arguments.GetValue(FailOn)!);
    }

    // The console writes each line by itself; thousands of them at once are faster.
    private static void WriteText(LintResult result, ParseResult arguments, Terminal terminal)
    {
        var text = new StringWriter { NewLine = terminal.Out.NewLine };
        TextReport.Write(result, text, terminal.Color, all: arguments.GetValue(Shared.Verbose) || arguments.GetValue(FailOn) == "note");
        terminal.Out.Write(text.ToString());
    }

    private static LintRequest Request(ParseResult arguments)
    {
        var inputs = Inputs.Of(arguments);
        if (arguments.GetValue(Fix) && inputs.Paths.Contains(MigrationFiles.StandardInput))
            throw new UserErrorException("--fix changes files; it cannot change the standard input");
        if (arguments.GetValue(Fix) && inputs.Load.Assemblies.Count > 0)
            throw new UserErrorException("--fix changes source files, and an assembly has none; give the folder of the sources");
        return new LintRequest(inputs.Paths, inputs.Load)
        {
            PostgresVersion = Shared.VersionOf(arguments),
            Database = DatabaseOptions.Of(arguments, inputs),
            HelpUrl = arguments.GetValue(HelpUrl),
            WithEffects = arguments.GetValue(Shared.Verbose),
            Since = arguments.GetValue(Since) is { } revision ? GitChanges.Since(revision, inputs.Paths) : null,
        };
    }

    private static LintResult Lint(ParseResult arguments, LintRequest request, Terminal terminal)
    {
        if (!arguments.GetValue(Fix))
            return LintRun.Of(request, terminal.In);

        var (left, count, files) = Fixes.Apply(() => LintRun.Of(request, terminal.In));
        terminal.Error.WriteLine($"Fixed {Words.Count(count, "finding")} in {Words.Count(files.Count, "file")}");
        return left;
    }

    private static LintResult WithBaseline(string path, bool update, LintResult result, Terminal terminal)
    {
        if (update)
        {
            Baseline.Write(path, result);
            terminal.Error.WriteLine($"{path}: {Words.Count(result.Findings.Count, "finding")} written");
        }

        var (left, stale) = Baseline.Apply(path, result);
        if (stale > 0)
            terminal.Error.WriteLine($"{path}: {Words.Count(stale, "finding")} no longer there; --update-baseline takes them out");
        return left;
    }

    private static ReportTo ReportFile(string argument)
    {
        var at = argument.IndexOf('=');
        var kind = at < 0 ? argument : argument[..at];
        var report = Report.All.FirstOrDefault(report => report.Kind == kind)
            ?? throw new UserErrorException($"--report {argument}: there is no report \"{kind}\"; there are {string.Join(", ", Report.All.Select(one => one.Kind))}");
        return at < 0 || at == argument.Length - 1 ? throw new UserErrorException($"--report {argument}: name a file, as in --report {kind}=FILE") : new ReportTo(report, argument[(at + 1)..]);
    }

    private static void WriteReport(ReportTo to, LintResult result, Terminal terminal)
    {
        if (to.File == "-")
        {
            to.Report.Write(result, terminal.Out);
            return;
        }

        using var output = Files.Create(to.File);
        to.Report.Write(result, output);
    }

    private static int CodeOf(LintResult result, string failOn)
    {
        if (result.Problems.Count > 0)
            return ExitCode.BadInput;
        Severity? level = failOn switch { "error" => Severity.Error, "warning" => Severity.Warning, "note" => Severity.Note, _ => null };
        return level is not null && result.Findings.Any(finding => finding.Severity >= level) ? ExitCode.Refused : ExitCode.Done;
    }

    /// <param name="Report">Its form.</param>
    /// <param name="File">Where it goes; <c>-</c> is the standard output.</param>
    private sealed record ReportTo(Report Report, string File);
}
