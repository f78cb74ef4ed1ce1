using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace SafeMigrate.Tests.Postgres.Comparison;

/// <summary>PostgreSQL's own parser, from the npm package <c>libpg-query</c>, which is installed once into the user's cache.</summary>
internal static class LibPgQuery
{
    private const string Version = "18.1.5";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private static readonly string Folder = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "safemigrate", "libpg-query-" + Version);

    private static readonly Lazy<string?> Missing = new(Install);

    /// <summary>Why it cannot be asked here, or null.</summary>
    public static string? Reason => Missing.Value;

    public static IReadOnlyList<Answer> Parse(IReadOnlyList<string> texts)
    {
        var output = Run("node", [Path.Combine(AppContext.BaseDirectory, "Postgres", "Comparison", "pg_query.mjs"), Folder], JsonSerializer.Serialize(texts));
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Answer>(line, Options)!)];
    }

    private static string? Install()
    {
        try
        {
            if (!Directory.Exists(Path.Combine(Folder, "node_modules", "libpg-query")))
                Run(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["install", "--no-save", "--prefix", Directory.CreateDirectory(Folder).FullName, "libpg-query@" + Version], "");
            Parse(["SELECT 1"]);
            return null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return "PostgreSQL's parser cannot be asked: " + error.Message;
        }
    }

    private static string Run(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result}");
    }

    /// <summary>What it says of one text: its statements, or the error.</summary>
    public sealed record Answer(string? Error, Parsed[]? Statements);

    /// <summary>One statement with what it names; offset and length in bytes. No facts for the attributes of a type. The parts are its tree, cut by object or command.</summary>
    public sealed record Parsed(int Offset, int Length, string Kind, string[] Subcommands, string[] CommonTables, string[]? Facts, string[] Parts);
}

/// <summary>A test that asks PostgreSQL's own parser; without node it is skipped, except in CI.</summary>
internal sealed class LibPgQueryFactAttribute : FactAttribute
{
    public LibPgQueryFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Skip = LibPgQuery.Reason!;
    }
}
