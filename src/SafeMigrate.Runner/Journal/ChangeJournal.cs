using Npgsql;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Journal;

/// <summary>Reads and writes the journal's rows about migrations, changes and steps. All of it can be done twice.</summary>
internal static class ChangeJournal
{
    public static Task<List<JournaledMigration>> MigrationsAsync(NpgsqlConnection connection, CancellationToken cancellation) => connection.QueryAsync(
        "SELECT version, name, fingerprint FROM safemigrate.migration ORDER BY ordinal",
        row => new JournaledMigration(row.GetString(0), row.GetString(1), row.GetString(2)),
        cancellation);

    /// <summary>The changes in the order in which they began.</summary>
    /// <param name="connection">The target.</param>
    /// <param name="cancellation">Stops.</param>
    /// <param name="versions">Of which migrations; null for all.</param>
    public static Task<List<JournaledChange>> ChangesAsync(
        NpgsqlConnection connection, CancellationToken cancellation, IReadOnlyCollection<string>? versions = null) => connection.QueryAsync(
        """
        SELECT change.id, migration, description, state, plan::text, since, coalesce((to_jsonb(entry) ->> 'offered')::boolean, true)
        FROM safemigrate.change JOIN safemigrate.migration AS entry ON entry.version = change.migration
        WHERE $1::text[] IS NULL OR migration = ANY ($1)
        ORDER BY entry.ordinal, change.ordinal
        """,
        row => new JournaledChange(
            row.GetInt64(0), row.GetString(1), row.GetString(2), ChangeStateText.Parse(row.GetString(3)), PlanJson.Read(row.GetString(4)), row.GetDateTime(5), row.GetBoolean(6)),
        cancellation,
        versions is null ? DBNull.Value : versions.ToArray());

    /// <summary>Writes a migration down with its plans, in the place of one that was rolled back.</summary>
    public static async Task AddAsync(
        NpgsqlConnection connection, long token, Migration migration, IReadOnlyList<Plan> plans, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await FenceAsync(connection, token, cancellation);
        await connection.ExecuteAsync("DELETE FROM safemigrate.change WHERE migration = $1", cancellation, migration.Version);
        await connection.ExecuteAsync("DELETE FROM safemigrate.migration WHERE version = $1", cancellation, migration.Version);
        await connection.ExecuteAsync(
            "INSERT INTO safemigrate.migration (version, name, fingerprint, is_code, offered) VALUES ($1, $2, $3, $4, false)",
            cancellation,
            migration.Version,
            migration.Name,
            Fingerprint.Of(migration),
            MigrationHistory.IsCode(migration));
        await connection.ExecuteAsync(
            """
            INSERT INTO safemigrate.change (migration, ordinal, description, state, plan)
            SELECT $1, ordinal - 1, description, 'pending', plan FROM unnest($2::text[], $3::jsonb[]) WITH ORDINALITY AS one (description, plan, ordinal)
            """,
            cancellation,
            migration.Version,
            plans.Select(Describe.Change).ToArray(),
            plans.Select(PlanJson.Write).ToArray());
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Writes down that expand has ended: from now on versions may use what it made.</summary>
    public static async Task OfferAsync(NpgsqlConnection connection, long token, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await FenceAsync(connection, token, cancellation);
        await connection.ExecuteAsync("UPDATE safemigrate.migration SET offered = true WHERE NOT offered", cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Brings a change into a state, together with the audit of it, in a transaction of its own.</summary>
    public static async Task SetStateAsync(
        NpgsqlConnection connection, long token, RunnerOptions options, JournaledChange change, ChangeState state, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await FenceAsync(connection, token, cancellation);
        await EnterAsync(connection, options, change, state, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Brings a change into a state, as part of a transaction that has checked the lease.</summary>
    public static async Task EnterAsync(
        NpgsqlConnection connection, RunnerOptions options, JournaledChange change, ChangeState state, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(
            """
            WITH entered AS (UPDATE safemigrate.change SET state = $2, since = clock_timestamp() WHERE id = $1 AND state <> $2 RETURNING id)
            INSERT INTO safemigrate.audit (operating_system_user, command, action, detail) SELECT $3, $4, $2, $5 FROM entered
            """,
            cancellation,
            change.Id,
            state.Text(),
            Environment.UserName,
            options.CommandLine,
            $"{change.Migration}: {change.Description}");

        // Whoever contracts has deployed, also where expand stopped at a later migration.
        if (state == ChangeState.Contracting)
            await connection.ExecuteAsync("UPDATE safemigrate.migration SET offered = true WHERE version = $1", cancellation, change.Migration);

        if (state is ChangeState.Contracted or ChangeState.Reverting)
            await MigrationHistory.UpdateAsync(connection, options.Histories, change.Migration, cancellation);

        // After a revert, contract begins anew.
        if (state == ChangeState.Expanded && change.State is not (ChangeState.Pending or ChangeState.Expanding))
            await connection.ExecuteAsync("DELETE FROM safemigrate.step WHERE change = $1 AND phase IN ('Contract', 'Revert')", cancellation, change.Id);
    }

    /// <summary>Which steps are done (true) or were begun and can be in any state (false).</summary>
    public static async Task<Dictionary<StepKey, bool>> StepsAsync(NpgsqlConnection connection, long change, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync(
            "SELECT phase, ordinal, done FROM safemigrate.step WHERE change = $1",
            row => (Key: new StepKey(change, Enum.Parse<Phase>(row.GetString(0)), row.GetInt32(1)), Done: row.GetBoolean(2)),
            cancellation,
            change);
        return rows.ToDictionary(row => row.Key, row => row.Done);
    }

    /// <summary>
    /// Writes down that the step is done, as part of the transaction that does it; false where it was done before. A transaction of a
    /// lost connection that still commits makes this one wait, and then see it.
    /// </summary>
    public static async Task<bool> AddDoneAsync(NpgsqlConnection connection, StepKey key, string title, CancellationToken cancellation) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO safemigrate.step (change, phase, ordinal, title, done, done_at) VALUES ($1, $2, $3, $4, true, clock_timestamp())
            ON CONFLICT DO NOTHING
            """,
            cancellation,
            key.Change,
            key.Phase.ToString(),
            key.Ordinal,
            title) == 1;

    /// <summary>Writes down that a step which cannot run in a transaction begins.</summary>
    public static Task AddIntentAsync(NpgsqlConnection connection, StepKey key, string title, CancellationToken cancellation) => connection.ExecuteAsync(
        "INSERT INTO safemigrate.step (change, phase, ordinal, title, done) VALUES ($1, $2, $3, $4, false) ON CONFLICT DO NOTHING",
        cancellation,
        key.Change,
        key.Phase.ToString(),
        key.Ordinal,
        title);

    /// <summary>Writes down that such a step is done.</summary>
    public static Task SetDoneAsync(NpgsqlConnection connection, StepKey key, CancellationToken cancellation) => connection.ExecuteAsync(
        "UPDATE safemigrate.step SET done = true, done_at = clock_timestamp() WHERE change = $1 AND phase = $2 AND ordinal = $3 AND NOT done",
        cancellation,
        key.Change,
        key.Phase.ToString(),
        key.Ordinal);

    /// <summary>Who did what and why; the database knows the role, the operating system the user.</summary>
    public static Task AuditAsync(NpgsqlConnection connection, string command, string action, string detail, CancellationToken cancellation) =>
        connection.ExecuteAsync(
            "INSERT INTO safemigrate.audit (operating_system_user, command, action, detail) VALUES ($1, $2, $3, $4)",
            cancellation,
            Environment.UserName,
            command,
            action,
            detail);

    /// <summary>Ends the transaction with <see cref="SqlStates.LeaseLost"/> where another runner took the lease.</summary>
    public static Task FenceAsync(NpgsqlConnection connection, long token, CancellationToken cancellation) =>
        connection.ExecuteAsync("SELECT safemigrate.fence($1)", cancellation, token);
}
