using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Journal;

/// <summary>The schema <c>safemigrate</c> of the target: created on first use, and of a version that this program knows.</summary>
internal static class JournalSchema
{
    /// <summary>The version that this program writes.</summary>
    public const int Version = 3;

    // Two first runs at once: one waits until the other has created the schema. The number means nothing.
    private const long InstallationLock = 0x5afe_316a7e;

    /// <summary>True where the journal is there; a newer one than this program knows ends with a message.</summary>
    public static async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        await VersionAsync(connection, cancellation) > 0;

    /// <summary>The version of the journal that is there, 0 where none is; a newer one than this program knows ends with a message.</summary>
    public static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await connection.ScalarAsync<bool>("SELECT to_regclass('safemigrate.meta') IS NULL", cancellation))
            return 0;
        try
        {
            var version = await connection.ScalarAsync<int>("SELECT version FROM safemigrate.meta", cancellation);
            return version <= Version ? version : throw new RunnerException(
                ExitCode.Usage,
                $"The journal in schema safemigrate has version {version}, this program knows {Version}. Use the newer safemigrate that wrote it.");
        }
        catch (PostgresException exception) when (exception.SqlState == SqlStates.InsufficientPrivilege)
        {
            throw Forbidden(exception);
        }
    }

    /// <summary>Creates the journal where it is missing, and brings an older one up to this program's version.</summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await VersionAsync(connection, cancellation) == Version)
            return;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", cancellation, InstallationLock);
            var version = await VersionAsync(connection, cancellation);
            if (version is > 0 and < Version && await Lease.HolderAsync(connection, cancellation) is { } holder)
                throw new RunnerException(ExitCode.Refused, $"The journal is of an older safemigrate, which is at work: {holder}. Wait until it ends, then run the command again.");
            for (var next = version + 1; next <= Version; next++)
                await connection.ExecuteAsync(Sql(next), cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (PostgresException exception) when (exception.SqlState == SqlStates.InsufficientPrivilege)
        {
            throw Forbidden(exception);
        }
    }

    private static RunnerException Forbidden(PostgresException exception) => new(
        ExitCode.Usage,
        $"The role may not use or create the journal: {exception.MessageText}. As an administrator run "
        + "'GRANT CREATE ON DATABASE name TO role' once, or 'CREATE SCHEMA safemigrate AUTHORIZATION role'.",
        exception);

    private static string Sql(int version)
    {
        using var stream = typeof(JournalSchema).Assembly.GetManifestResourceStream($"journal-{version}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
