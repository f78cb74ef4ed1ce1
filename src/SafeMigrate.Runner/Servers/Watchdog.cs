using System.Diagnostics;

namespace SafeMigrate.Runner.Servers;

/// <summary>
/// A small process that waits for the end of this one, however it ends, and then stops the server and removes its folder. It reads from
/// a pipe that only this process holds open: the system closes it after Ctrl-C, SIGTERM, a crash and kill -9 alike.
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    // SIGQUIT is the server's immediate shutdown: nothing in this folder is worth a checkpoint.
    private const string Script = """
        trap '' INT TERM HUP
        exec >/dev/null 2>&1
        read line
        [ "$line" = keep ] && exit
        server=$(head -n 1 "$0/data/postmaster.pid") && kill -QUIT "$server"
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
          kill -0 "$server" || break
          sleep 0.1
        done
        rm -rf "$0"
        """;

    private const string NewSession = "/usr/bin/setsid";

    private readonly Process? process;
    private readonly Func<Task> stop;

    private Watchdog(Process? process, Func<Task> stop) => (this.process, this.stop) = (process, stop);

    /// <summary>Guards a server's folder; where the system has no shell, <paramref name="stop"/> does the work at the regular end only.</summary>
    public static Watchdog Start(string folder, Func<Task> stop)
    {
        if (OperatingSystem.IsWindows())
            return new Watchdog(null, stop);

        // A session of its own: who kills the whole process group, as timeout and terminals do, does not kill the watchdog with it.
        var (program, arguments) = File.Exists(NewSession) ? (NewSession, new[] { "/bin/sh", "-c", Script, folder }) : ("/bin/sh", ["-c", Script, folder]);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, WorkingDirectory = "/" };
        return new Watchdog(Process.Start(start), stop);
    }

    /// <summary>Lets the server and its folder outlive this process.</summary>
    public async Task KeepAsync()
    {
        if (process is null)
            return;
        await process.StandardInput.WriteLineAsync("keep");
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (process is null)
        {
            await stop();
            return;
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
