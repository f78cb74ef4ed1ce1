using System.Diagnostics;
using SafeMigrate.Runner;

namespace SafeMigrate.Tool.Running;

/// <summary>The deploy of a release: a command of the user's, run by the shell.</summary>
internal static class DeployProcess
{
    /// <summary>Runs it to its end; the result is its exit code. What it prints goes to standard error, because standard output is ours.</summary>
    public static async Task<int> RunAsync(RunnerCommand command, string line)
    {
        var begun = Stopwatch.GetTimestamp();
        Report(command, line, "begun", null);
        using var process = Process.Start(Start(line)) ?? throw new UserErrorException($"--deploy {line}: it could not be started");
        await Task.WhenAll(CopyAsync(process.StandardOutput, command.Terminal.Error), CopyAsync(process.StandardError, command.Terminal.Error));
        await process.WaitForExitAsync();
        Report(command, line, process.ExitCode == 0 ? "done" : "failed", Stopwatch.GetElapsedTime(begun));
        return process.ExitCode;
    }

    private static ProcessStartInfo Start(string line) => OperatingSystem.IsWindows()
        ? new ProcessStartInfo("cmd.exe", $"/d /s /c \"{line}\"") { RedirectStandardOutput = true, RedirectStandardError = true }
        : new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true };

    private static async Task CopyAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (to)
                to.WriteLine(line);
        }
    }

    private static void Report(RunnerCommand command, string line, string state, TimeSpan? elapsed)
    {
        var happened = new RunnerEvent(TimeProvider.System.GetUtcNow(), RunnerEventKind.Step)
        {
            Phase = "deploy",
            Step = line,
            State = state,
            ElapsedMs = (long?)elapsed?.TotalMilliseconds,
        };
        if (command.IsJson)
            JsonLines.Write(happened, command.Terminal.Out);
        else if (EventText.Of(happened, verbose: true) is { } text)
            command.Terminal.Error.WriteLine(text);
    }
}
