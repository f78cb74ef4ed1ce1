using System.ComponentModel;
using System.Diagnostics;

namespace SafeMigrate.Runner.Servers;

/// <summary>Runs another program to its end.</summary>
internal static class Command
{
    /// <summary>What the program printed, and its exit code; null where there is no such program.</summary>
    public static async Task<Result?> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The server's programs refuse to run in a folder that their user may not enter.
            WorkingDirectory = Path.GetPathRoot(Path.GetTempPath())!,
        };
        using var process = TryStart(start);
        if (process is null)
            return null;

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Result(process.ExitCode, await output, await error);
    }

    /// <summary>As <see cref="RunAsync"/>, but a program that is missing or fails ends with a message.</summary>
    public static async Task<string> RequireAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var result = await RunAsync(program, arguments, cancellation)
            ?? throw new RunnerException(ExitCode.Usage, $"The program {program} is missing. Install it or put its folder into PATH.");
        return result.ExitCode == 0
            ? result.Output
            : throw new RunnerException(ExitCode.Usage, $"{program} ended with {result.ExitCode}: {result.Message}");
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null; // There is no such program.
        }
    }

    /// <param name="ExitCode">0 for success.</param>
    /// <param name="Output">Standard output.</param>
    /// <param name="Error">Standard error.</param>
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>What went wrong, as the program said it.</summary>
        public string Message => (Error.Trim() + " " + Output.Trim()).Trim();
    }
}
