using System.Text.RegularExpressions;

namespace SafeMigrate.Runner.Servers;

/// <summary>A folder with the server's programs.</summary>
/// <param name="BinFolder">Holds <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>; <c>pg_dump</c> and <c>psql</c> not always.</param>
/// <param name="Version">The major version, 14 to 18.</param>
internal sealed partial record ServerPrograms(string BinFolder, int Version)
{
    /// <summary>The oldest and the newest version that is supported.</summary>
    public const int Oldest = 14, Newest = 18;

    private static readonly string[] Folders =
    [
        "/usr/lib/postgresql/*/bin", // Debian, Ubuntu
        "/usr/pgsql-*/bin", // Red Hat, from postgresql.org
        "/usr/libexec/postgresql*", // Alpine
        "/usr/lib/postgresql*/bin", // SUSE
        "/opt/homebrew/opt/postgresql@*/bin", // Homebrew, Apple silicon
        "/usr/local/opt/postgresql@*/bin", // Homebrew, Intel
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        "C:/Program Files/PostgreSQL/*/bin",
    ];

    /// <summary>The path of one of the programs.</summary>
    public string Program(string name) => Path.Combine(BinFolder, Executable(name));

    /// <summary>The programs of this machine: those in PATH first, then the newest.</summary>
    public static async Task<IReadOnlyList<ServerPrograms>> OnThisMachineAsync(CancellationToken cancellation)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = new List<ServerPrograms>();
        foreach (var folder in path.Concat(Folders.SelectMany(Expand).OrderByDescending(NumberIn)).Distinct())
        {
            if (await ProbeAsync(folder, cancellation) is { } programs)
                found.Add(programs);
        }

        return found;
    }

    /// <summary>The programs in <paramref name="folder"/>, or null where they are missing or of another version.</summary>
    public static async Task<ServerPrograms?> ProbeAsync(string folder, CancellationToken cancellation)
    {
        if (new[] { "initdb", "pg_ctl", "postgres" }.Any(name => !File.Exists(Path.Combine(folder, Executable(name)))))
            return null;
        var result = await Command.RunAsync(Path.Combine(folder, Executable("pg_ctl")), ["--version"], cancellation);
        var version = NumberIn(result?.Output ?? "");
        return version is >= Oldest and <= Newest ? new ServerPrograms(folder, version) : null;
    }

    /// <summary>The file name of a program on this operating system.</summary>
    public static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    private static IEnumerable<string> Expand(string pattern)
    {
        IEnumerable<string> folders = [Path.GetPathRoot(pattern) is { Length: > 0 } root ? root : "/"];
        foreach (var part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => !part.EndsWith(':')))
            folders = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateDirectories(folder, part)).ToList();
        return folders;
    }

    private static int NumberIn(string text) => FirstNumber().Match(text) is { Success: true } match ? int.Parse(match.Value) : 0;

    [GeneratedRegex("[0-9]{1,4}")]
    private static partial Regex FirstNumber();
}
