using System.Diagnostics;
using System.Text.Json;

namespace SafeMigrate.DatabaseTests.Processes;

/// <summary>The program as users run it: a process of its own, which can be killed and stopped.</summary>
internal sealed class Cli : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    private Cli(Process process) => (this.process, errors) = (process, process.StandardError.ReadToEndAsync());

    public int ExitCode => process.ExitCode;

    public static Cli Start(TestDatabase database, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "safemigrate.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments, "--format", "json", "--yes"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SAFEMIGRATE_CONNECTION"] = database.ConnectionString;
        start.Environment["SAFEMIGRATE_RUNNER__GATEWINDOW"] = "0ms";
        return new Cli(Process.Start(start)!);
    }

    /// <summary>The next event, or null at the end.</summary>
    public async Task<JsonElement?> NextAsync() =>
        await process.StandardOutput.ReadLineAsync() is { } line ? JsonDocument.Parse(line).RootElement.Clone() : null;

    /// <summary>Reads on to the next event of a kind and state.</summary>
    public async Task<JsonElement> UntilAsync(string kind, string state)
    {
        while (await NextAsync() is { } item)
        {
            if (item.GetProperty("event").GetString() == kind && item.TryGetProperty("state", out var found) && found.GetString() == state)
                return item;
        }

        throw new InvalidOperationException($"The program ended before {kind} {state}: {await errors}");
    }

    /// <summary>Runs on to the end, and gives what it said to people.</summary>
    public async Task<string> EndAsync()
    {
        while (await NextAsync() is not null)
            continue;
        await process.WaitForExitAsync();
        return await errors;
    }

    /// <summary>SIGKILL: the process has no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Sends a signal by its name, as <c>kill</c> takes it.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
