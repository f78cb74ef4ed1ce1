namespace SafeMigrate.Runner.Servers;

/// <summary>Runs the server's programs as an ordinary user: they refuse root.</summary>
internal sealed class Unprivileged
{
    private readonly string? user = UserName();

    /// <summary>Gives a folder to the user.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancellation)
    {
        if (user is not null)
            await Command.RequireAsync("chown", ["-R", user, folder], cancellation);
    }

    /// <summary>Runs a program to its end as the user; a failure ends with its message.</summary>
    public async Task RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        if (user is null)
            await Command.RequireAsync(program, arguments, cancellation);
        else if (await Command.RunAsync("setpriv", ["--version"], cancellation) is { ExitCode: 0 })
            await Command.RequireAsync("setpriv", ["--reuid", user, "--regid", Group, "--clear-groups", "--", program, .. arguments], cancellation);
        else
            await Command.RequireAsync("su", [user, "-s", "/bin/sh", "-c", string.Join(' ', arguments.Prepend(program).Select(Quote))], cancellation);
    }

    private string Group => user == "nobody" ? "65534" : user!;

    private static string Quote(string argument) => "'" + argument.Replace("'", "'\\''") + "'";

    private static string? UserName()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return null;
        return File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
    }
}
