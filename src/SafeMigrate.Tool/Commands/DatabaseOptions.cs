using System.CommandLine;
using SafeMigrate.Runner.Catalog;
using SafeMigrate.Runner.Journal;
using SafeMigrate.Tool.Configuration;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tool.Commands;

/// <summary>The database that commands which only read may be told of: by a file, or by a connection.</summary>
internal static class DatabaseOptions
{
    public static readonly Option<string?> Snapshot = new("--snapshot")
    {
        Description = "What the database looks like and how big its tables are: a file of safemigrate snapshot.",
        HelpName = "FILE",
    };

    /// <summary>Without a default: a command that needs no database asks none because a variable happens to be set.</summary>
    public static readonly Option<string?> Connection = new("--connection")
    {
        Description = "The same from a live database: a connection string, env:NAME, or ConnectionStrings:NAME of appsettings.json.",
        HelpName = "CONNECTION",
    };

    /// <summary>The database that the user names, or null.</summary>
    public static KnownDatabase? Of(ParseResult arguments, Inputs inputs)
    {
        var (file, connection) = (arguments.GetValue(Snapshot), arguments.GetValue(Connection));
        if (file is not null && connection is not null)
            throw new UserErrorException("--snapshot and --connection are two answers to one question; give one");
        var database = connection is not null ? LiveAsync(Connections.Resolve(connection, inputs.Settings, Environment.GetEnvironmentVariable)).GetAwaiter().GetResult()
            : (file ?? inputs.Settings.Snapshot) is { } path ? new KnownDatabase(SnapshotFile.Read(path))
            : null;
        return database is null || inputs.Load.Dialect == Dialect.Postgres ? database
            : throw new UserErrorException("a snapshot describes PostgreSQL; leave it out with --dialect sqlserver");
    }

    private static async Task<KnownDatabase> LiveAsync(string connection) =>
        new(await CatalogReader.SnapshotAsync(connection), await OpenPlans.ReadAsync(connection));
}
