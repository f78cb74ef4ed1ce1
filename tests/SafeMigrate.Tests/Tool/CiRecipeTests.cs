using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SafeMigrate.Tests.Tool;

/// <summary>The steps of action.yml, templates/lint.yml and .pre-commit-hooks.yaml, run by a shell in a repository with one bad migration.</summary>
public sealed partial class CiRecipeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment = [];

    public CiRecipeTests()
    {
        Program("safemigrate", $"exec '{Path.Combine(AppContext.BaseDirectory, "safemigrate")}' \"$@\"");
        Program("gh", "echo \"$@\" >> ../gh.log\ncase \"$*\" in *--paginate*) cat ../known-comment 2> /dev/null || true;; esac");
        environment["PATH"] = folder.Of("bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        foreach (var name in (string[])["RUNNER_TEMP", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_PATH"])
            environment[name] = folder.Of(name == "RUNNER_TEMP" ? "" : name);
        environment["GITHUB_REPOSITORY"] = "shop/shop";
        folder.With("repository/migrations/1_orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n");
        Shell("git init -q . && git add . && git -c user.name=a -c user.email=a@example.com commit -qm one");
        folder.With("repository/migrations/2_note.sql", "ALTER TABLE orders DROP COLUMN note;\n");
        Shell("git add .");
    }

    public void Dispose() => folder.Dispose();

    [ShellFact]
    public void The_GitHub_action_annotates_summarises_and_fails()
    {
        Set(("PATHS", "migrations"), ("FAIL_ON", "error"), ("SINCE", ""), ("OPTIONS", ""), ("BASE", "HEAD"));
        var lint = Step("Lint");

        Assert.Equal(0, lint.Code);
        Assert.Contains("::error file=migrations/2_note.sql,line=1", lint.Out);
        Assert.Contains("SM0201 drop-column", File.ReadAllText(folder.Of("GITHUB_STEP_SUMMARY")));
        Assert.Contains("code=1", File.ReadAllLines(folder.Of("GITHUB_OUTPUT")));
        Assert.True(File.Exists(folder.Of("safemigrate.sarif")));
        Set(("CODE", "1"));
        Assert.Equal(1, Step("Result").Code);
    }

    [ShellFact]
    public void The_GitHub_action_changes_its_comment_instead_of_adding_another()
    {
        Set(("NUMBER", "7"));
        folder.With("safemigrate.md", "<!-- safemigrate-lint -->");

        Step("Comment");
        folder.With("known-comment", "4711\n");
        Step("Comment");

        var calls = File.ReadAllLines(folder.Of("gh.log"));
        Assert.Contains(calls, call => call.StartsWith("api --method POST repos/shop/shop/issues/7/comments", StringComparison.Ordinal));
        Assert.Contains(calls, call => call.StartsWith("api --method PATCH repos/shop/shop/issues/comments/4711", StringComparison.Ordinal));
    }

    [ShellFact]
    public void The_GitHub_action_installs_nothing_where_the_tool_is_there() => Assert.Equal(0, Step("Install").Code);

    [ShellFact]
    public void The_GitLab_job_writes_its_reports_and_fails()
    {
        var script = ScriptLine().Matches(Template("templates/lint.yml").Split("script:")[1].Split("artifacts:")[0])
            .Select(match => match.Groups[1].Value.Replace("$[[ inputs.paths ]]", "migrations").Replace("$[[ inputs.fail-on ]]", "error"));
        Set(("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD"));

        Assert.Equal(1, Shell("set -e\n" + string.Join("\n", script)).Code);
        Assert.Contains("\"check_name\"", File.ReadAllText(folder.Of("repository/gl-code-quality-report.json")));
        Assert.Contains("<testsuite", File.ReadAllText(folder.Of("repository/safemigrate.xml")));
    }

    [ShellFact]
    public void The_hook_stops_a_commit_of_a_bad_migration()
    {
        var entry = Entry().Match(Template(".pre-commit-hooks.yaml")).Groups[1].Value;

        Assert.Equal(1, Shell(entry + " migrations").Code);
        Shell("git -c user.name=a -c user.email=a@example.com commit -qm two");
        Assert.Equal(0, Shell(entry + " migrations").Code);
    }

    private static string Template(string file) => File.ReadAllText(Path.Combine(Repository.Root, file)).Replace("\r\n", "\n");

    private (int Code, string Out) Step(string name)
    {
        var step = Template("action.yml").Split("    - name: ").Single(part => part.StartsWith(name + "\n", StringComparison.Ordinal));
        var run = step[(step.IndexOf("run: ", StringComparison.Ordinal) + 5)..];
        return Shell("set -eo pipefail\n" + Indent().Replace(run.TrimStart('|', '\n'), ""));
    }

    private (int Code, string Out) Shell(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = folder.Of("repository"), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private void Set(params (string Name, string Value)[] values)
    {
        foreach (var (name, value) in values)
            environment[name] = value;
    }

    private void Program(string name, string script)
    {
        folder.With("bin/" + name, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.Of("bin/" + name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [GeneratedRegex("^ +- (.+)$", RegexOptions.Multiline)]
    private static partial Regex ScriptLine();

    [GeneratedRegex("^  entry: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex("^ {8}", RegexOptions.Multiline)]
    private static partial Regex Indent();
}

/// <summary>A test that needs a POSIX shell.</summary>
internal sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "The recipes are shell scripts.";
    }
}
