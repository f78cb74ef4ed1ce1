using Npgsql;

namespace SafeMigrate.Runner.Connections;

/// <summary>The database that a command works on: opens connections to it and says clearly why it cannot.</summary>
internal sealed class Target
{
    /// <summary>The oldest server that is supported: ranges of row addresses need it.</summary>
    public const int OldestVersion = 140000;

    /// <summary>How sessions of the runner are named; gates do not count them.</summary>
    public const string ApplicationPrefix = "safemigrate/";

    // A session of ours must not be ended by limits that an administrator set for applications, nor see a part of the rows only.
    private const string SessionSettings = """
        SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0; SET idle_in_transaction_session_timeout = 0;
        SET default_transaction_read_only = off; SET default_transaction_isolation = 'read committed'; SET default_transaction_deferrable = off;
        SET row_security = off; SET client_min_messages = warning; SET DateStyle = ISO; SET TimeZone = UTC; SET synchronous_commit = on;
        """;

    private readonly NpgsqlConnectionStringBuilder builder;

    /// <param name="connectionString">As given by the user; ends with a message where it is none.</param>
    public Target(string connectionString)
    {
        try
        {
            builder = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new RunnerException(ExitCode.Usage, $"The connection string cannot be read: {exception.Message}", exception);
        }

        builder.Pooling = false; // Session settings and locks belong to one backend.
        builder.ApplicationName = ApplicationPrefix + typeof(Target).Assembly.GetName().Version!.ToString(3);
        builder.IncludeErrorDetail = true; // Names the key that is there twice.
        builder.CommandTimeout = 0;
        builder.TcpKeepAlive = true;
        builder.WriteBufferSize = Math.Max(builder.WriteBufferSize, 65536); // A transaction that is sent at once goes out at once.
    }

    /// <summary>The server and database for messages, without secrets.</summary>
    public string Name => $"{builder.Database ?? builder.Username} on {builder.Host}";

    /// <summary>A connection with the runner's session settings; a failure of any kind is thrown as the driver has it.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            var version = connection.PostgreSqlVersion.Major;
            await connection.ExecuteAsync($"{SessionSettings} {(version >= 17 ? "SET transaction_timeout = 0;" : "")} {PatienceWithOthers(version)}", cancellation);
            await TryAsync(connection, "SET client_connection_check_interval = '1s'", cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first connection of a command: what is wrong with it is the user's to mend, so it ends with a message.</summary>
    public Task<NpgsqlConnection> OpenFirstAsync(CancellationToken cancellation) => OpenAsync(RequireUsableAsync, cancellation);

    /// <summary>As <see cref="OpenFirstAsync"/> for a command that only reads: a standby will do, and so will a pooler.</summary>
    public Task<NpgsqlConnection> OpenToReadAsync(CancellationToken cancellation) => OpenAsync(RequireVersionAsync, cancellation);

    private async Task<NpgsqlConnection> OpenAsync(Func<NpgsqlConnection, CancellationToken, Task> require, CancellationToken cancellation)
    {
        try
        {
            var connection = await OpenAsync(cancellation);
            await require(connection, cancellation);
            return connection;
        }
        catch (NpgsqlException exception)
        {
            throw new RunnerException(ExitCode.Usage, $"Cannot connect to {Name}: {Explain(exception)}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or TimeoutException)
        {
            throw new RunnerException(ExitCode.Usage, $"Cannot connect to {Name}: {exception.Message}", exception);
        }
    }

    private static async Task RequireVersionAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        RequireVersion(await connection.ScalarAsync<int>("SELECT current_setting('server_version_num')::int", cancellation));

    private static void RequireVersion(int version)
    {
        if (version < OldestVersion)
            throw new RunnerException(ExitCode.Usage, $"The server is PostgreSQL {version / 10000}; SafeMigrate needs 14 or newer. Upgrade the server.");
    }

    private static async Task RequireUsableAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var server = (await connection.QueryAsync(
            "SELECT current_setting('server_version_num')::int, pg_is_in_recovery(), pg_backend_pid()",
            row => (Version: row.GetInt32(0), IsStandby: row.GetBoolean(1), ProcessId: row.GetInt32(2)),
            cancellation))[0];
        RequireVersion(server.Version);
        if (server.IsStandby)
            throw new RunnerException(ExitCode.Usage, "The server is a standby and cannot be changed. Connect to the primary.");

        // A pooler between us and the server answers with a process id of its own and may switch backends under our locks.
        if (server.ProcessId != connection.ProcessID)
            throw new RunnerException(ExitCode.Usage, "The connection goes through a pooler such as PgBouncer. Connect to the server itself.");
    }

    // Where two wait for each other we are the one that gives way; and an autovacuum gives way to us, which it does after this time only. Not
    // every role may set it; the runner works without it, only less well.
    private static string PatienceWithOthers(int version) =>
        "SELECT set_config('deadlock_timeout', '100ms', false) FROM pg_roles WHERE rolname = current_user AND "
        + (version >= 15 ? "(rolsuper OR has_parameter_privilege('deadlock_timeout', 'SET'))" : "rolsuper");

    // Older servers and some operating systems do not know the setting; the runner works without it, only less quickly.
    private static async Task TryAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        try
        {
            await connection.ExecuteAsync(sql, cancellation);
        }
        catch (PostgresException exception) when (exception.SqlState is SqlStates.UndefinedParameter or SqlStates.InvalidParameterValue)
        {
            return;
        }
    }

    private string Explain(NpgsqlException exception) => exception is PostgresException postgres
        ? postgres.SqlState switch
        {
            SqlStates.InvalidPassword or SqlStates.InvalidAuthorization => $"{postgres.MessageText}. Check user name and password.",
            SqlStates.UnknownDatabase => $"{postgres.MessageText}. Create the database or name another one.",
            _ => $"{postgres.MessageText} (SQLSTATE {postgres.SqlState}).",
        }
        : $"{(exception.InnerException ?? exception).Message.TrimEnd('.')}. Check that the server runs and that host and port ({builder.Port}) are right.";
}
