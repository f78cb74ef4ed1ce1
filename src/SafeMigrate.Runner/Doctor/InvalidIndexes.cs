using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Doctor;

/// <summary>Indexes that no query uses, whoever left them behind, and what makes each of them whole or lets go of it.</summary>
internal static class InvalidIndexes
{
    // An index that is being built is INVALID, too. A build that this role may not see has no index_relid. REINDEX CONCURRENTLY may leave one of a TOAST table behind.
    private const string Sql = """
        SELECT index.oid::regclass::text, indrelid::regclass::text, index.relname, index.relkind = 'I', coalesce(whole.inhparent::regclass::text, ''), pg_get_indexdef(index.oid),
            coalesce((SELECT string_agg(inhrelid::regclass::text, ', ' ORDER BY inhrelid::regclass::text) FROM pg_inherits AS part WHERE part.inhparent = indrelid AND NOT EXISTS (
                SELECT FROM pg_inherits AS attached JOIN pg_index AS own ON own.indexrelid = attached.inhrelid WHERE attached.inhparent = index.oid AND own.indrelid = part.inhrelid)), ''),
            coalesce((SELECT min(inhrelid::regclass::text) FROM pg_inherits AS attached WHERE attached.inhparent = index.oid), '')
        FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = index.relnamespace
        LEFT JOIN pg_inherits AS whole ON whole.inhrelid = index.oid
        WHERE NOT indisvalid AND (nspname !~ '^pg_' OR nspname = 'pg_toast') AND nspname NOT IN ('information_schema', 'safemigrate')
            AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE index_relid = indexrelid OR index_relid IS NULL)
        ORDER BY index.relkind = 'I', 1
        """;

    /// <summary>All of the database.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="operations">What the open changes of the journal do.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<IEnumerable<DoctorFinding>> FindAsync(NpgsqlConnection connection, IReadOnlyList<Operation> operations, CancellationToken cancellation)
    {
        var built = operations.OfType<CreateIndex>().Select(create => create.Index.Name).ToHashSet();
        var found = await connection.QueryAsync(
            Sql,
            row => new Found(row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7)),
            cancellation);
        return found.Select(index => new DoctorFinding("invalid-index", index.Index, Message(index, built.Contains(index.Name)), built.Contains(index.Name) ? "safemigrate resume" : Mend(index)));
    }

    private static string Message(Found index, bool isOurs) => index switch
    {
        { IsWhole: true, Lacking: "" } => $"It is not valid as a whole, though each partition of {index.Table} has an index that is attached to it: one of those is not valid, or was not when it was attached.",
        { IsWhole: true } => $"It is not valid as a whole: {index.Lacking} of {index.Table} have no index that is attached to it.",
        _ when isOurs => $"Its build on {index.Table} was interrupted; every write goes on to maintain it.",
        { Whole.Length: > 0 } => $"The index of {index.Table} that belongs to {index.Whole} is not valid: no query uses it, and every write maintains it.",
        _ => $"The leftover of a failed build on {index.Table}: no query uses it, and every write maintains it.",
    };

    private static string Mend(Found index) => index switch
    {
        { IsWhole: true, Lacking: "", Attached: "" } => $"DROP INDEX {index.Index}, then build it again",
        { IsWhole: true, Lacking: "" } => $"ALTER INDEX {index.Index} ATTACH PARTITION {index.Attached}, when all of its partitions' indexes are valid",
        { IsWhole: true } => $"CREATE INDEX CONCURRENTLY on each of {index.Lacking} as in \"{index.Definition}\", then ALTER INDEX {index.Index} ATTACH PARTITION each",
        { Whole.Length: > 0 } => $"REINDEX INDEX CONCURRENTLY {index.Index}; ALTER INDEX {index.Whole} ATTACH PARTITION {index.Index}",
        _ => $"DROP INDEX CONCURRENTLY {index.Index}",
    };

    private sealed record Found(string Index, string Table, string Name, bool IsWhole, string Whole, string Definition, string Lacking, string Attached);
}
