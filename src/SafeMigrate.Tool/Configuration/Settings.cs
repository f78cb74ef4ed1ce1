using Microsoft.Extensions.Configuration;

namespace SafeMigrate.Tool.Configuration;

/// <summary>What <c>safemigrate.json</c> and the environment say. The command line goes before both, the environment before the file.</summary>
internal sealed class Settings
{
    /// <summary>The file's name.</summary>
    public const string FileName = "safemigrate.json";

    /// <summary>The keys below <c>backfill</c>. Written out, because lint reads the configuration too, and without the runner.</summary>
    public static IReadOnlyList<string> Backfill { get; } =
    [
        "batchTarget", "maxRows", "delay", "workers", "onRejectedRow", "vacuumAt",
        "brakes:replicaLag", "brakes:lockWaits", "brakes:walRate", "brakes:slotBacklog", "brakes:archiveBacklog", "brakes:autovacuum",
        "brakes:oldestXmin", "brakes:activeSessions", "brakes:condition",
    ];

    /// <summary>All keys of the file. An unknown one is an error: a setting that is misspelt would do nothing, in silence.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "connection", "dialect", "history:efcore", "history:fluentmigrator", "history:fluentmigratorColumns", "migrations",
        "runner:cancelBlockers", "runner:deadline", "runner:gateWindow", "runner:hold", "runner:lockTimeout", "runner:openFor", "runner:stopAfter",
        "snapshot", "tool", "webhook:after", "webhook:timeout", "webhook:url",
        .. Backfill.Select(name => "backfill:" + name),
    ];

    private const string EnvironmentPrefix = "SAFEMIGRATE_";

    private readonly IConfiguration? file;
    private readonly Func<string, string?> environment;

    private Settings(IConfiguration? file, string folder, Func<string, string?> environment) =>
        (this.file, Folder, this.environment) = (file, folder, environment);

    /// <summary>The folder of the file; paths in it count from there. The current folder where there is no file.</summary>
    public string Folder { get; }

    /// <summary>The folder or file of migrations, or null.</summary>
    public string? Migrations => this["migrations"] is { } path ? Path.GetRelativePath(".", Path.Combine(Folder, path)).Replace('\\', '/') : null;

    /// <summary><c>postgres</c> or <c>sqlserver</c>, or null.</summary>
    public string? Dialect => this["dialect"];

    /// <summary>The tool that runs the migrations, or null.</summary>
    public string? Tool => this["tool"];

    /// <summary>The file of <c>safemigrate snapshot</c> that lint and plan use, or null.</summary>
    public string? Snapshot => this["snapshot"] is { } path ? Path.GetRelativePath(".", Path.Combine(Folder, path)).Replace('\\', '/') : null;

    /// <summary>The connection string, or where to find it: <c>env:NAME</c>, <c>ConnectionStrings:NAME</c>; null where none is set.</summary>
    public string? Connection => this["connection"];

    /// <summary>The value of a key such as <c>runner:lockTimeout</c>: of the environment (<c>SAFEMIGRATE_RUNNER__LOCKTIMEOUT</c>), else of the file.</summary>
    public string? this[string key] =>
        environment(EnvironmentPrefix + key.Replace(":", "__").ToUpperInvariant()) is { Length: > 0 } value ? value : file?[key];

    /// <summary>The values of a list in the file.</summary>
    public IReadOnlyList<string> List(string key) => file is null ? [] : [.. file.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>()];

    /// <summary>Reads the file that the user named, else the nearest one from the current folder up.</summary>
    /// <exception cref="UserErrorException">The named file does not exist, or a file is not JSON.</exception>
    public static Settings Load(string? named) => Load(named, Environment.CurrentDirectory, Environment.GetEnvironmentVariable);

    /// <summary>As <see cref="Load(string?)"/>, from another folder and environment.</summary>
    public static Settings Load(string? named, string folder, Func<string, string?> environment)
    {
        var path = named is null ? Nearest(folder) : Path.GetFullPath(named, folder);
        if (path is null)
            return new Settings(null, folder, environment);
        if (!File.Exists(path))
            throw new UserErrorException($"{named}: the configuration file does not exist");
        return new Settings(Read(path, named ?? path), Path.GetDirectoryName(path)!, environment);
    }

    // A project without the file does not load the configuration library.
    private static IConfigurationRoot Read(string path, string shown)
    {
        try
        {
            return Checked(new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build(), shown);
        }
        catch (InvalidDataException error)
        {
            throw new UserErrorException($"{shown}: is not the JSON it should be: {(error.InnerException ?? error).Message.TrimEnd('.')}");
        }
    }

    private static IConfigurationRoot Checked(IConfigurationRoot file, string shown)
    {
        var unknown = file.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => pair.Key)
            .FirstOrDefault(key => key != "$schema" && !Keys.Contains(key, StringComparer.OrdinalIgnoreCase));
        return unknown is null ? file : throw new UserErrorException($"{shown}: has the key {unknown}, which does not exist; there are {string.Join(", ", Keys)}");
    }

    private static string? Nearest(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, FileName)))
                return Path.Combine(at, FileName);
        }

        return null;
    }
}
