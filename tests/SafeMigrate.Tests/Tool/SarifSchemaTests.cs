using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using SafeMigrate.Rules;

namespace SafeMigrate.Tests.Tool;

/// <summary>SARIF output against the schema that Microsoft publishes with its own validator (npm), installed once into the user's cache.</summary>
public class SarifSchemaTests
{
    [SarifSchemaFact]
    public void A_report_with_a_finding_of_every_rule_is_valid()
    {
        using var folder = new TemporaryFolder();
        var severities = RuleCatalog.All.Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = warning");
        folder.With(".editorconfig", "root = true\n[*.sql]\n" + string.Join("\n", severities));
        foreach (var rule in RuleCatalog.All)
            folder.With($"{rule.Id}/1 ä.sql", rule.Bad);
        var report = Path.Combine(folder.Path, "report.sarif");

        CommandRun.Of(["lint", .. RuleCatalog.All.Select(rule => Path.Combine(folder.Path, rule.Id)), "--report", "sarif=" + report]);

        Assert.Equal("", SarifSchema.Validate(report));
    }
}

/// <summary>The schema, and a program that holds a file against it.</summary>
internal static class SarifSchema
{
    private static readonly string[] packages = ["@microsoft/sarif-multitool-linux@5.7.0", "ajv@8.20.0", "ajv-formats@3.0.1"];

    private static readonly string folder =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "safemigrate", "sarif-5.7.0");

    private static readonly Lazy<string?> missing = new(Install);

    /// <summary>Why it cannot be asked here, or null.</summary>
    public static string? Reason => missing.Value;

    public static string Validate(string file, [CallerFilePath] string here = "") =>
        Run("node", [Path.Combine(Path.GetDirectoryName(here)!, "sarif-validate.mjs"), folder, file]);

    private static string? Install()
    {
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules", "ajv-formats")))
                Run("npm", ["install", "--no-save", "--ignore-scripts", "--prefix", Directory.CreateDirectory(folder).FullName, .. packages]);
            return null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return "The schema of SARIF cannot be had: " + error.Message;
        }
    }

    private static string Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result}");
    }
}

/// <summary>A test that needs the schema; without npm it is skipped, except in CI.</summary>
internal sealed class SarifSchemaFactAttribute : FactAttribute
{
    public SarifSchemaFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = SarifSchema.Reason!;
    }
}
