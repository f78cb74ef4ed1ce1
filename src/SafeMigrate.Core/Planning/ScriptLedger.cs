using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>A step of a script with its place in the plans.</summary>
internal sealed record Piece(Step Step, Phase Phase, int Change, int Ordinal)
{
    /// <summary>True where the ledger tells whether there is anything to undo.</summary>
    public bool Undoes { get; init; }
}

/// <summary>
/// What tells a script that a statement ran which leaves no sign in the catalog, an author's own above all: a row in a table of ours, written in its transaction. The way back
/// strikes the row out.
/// </summary>
/// <param name="Version">The migration's.</param>
/// <param name="IsNeeded">False where all steps can be told from the catalog; then there is no table.</param>
internal sealed record ScriptLedger(string Version, bool IsNeeded)
{
    private const string Table = PostgresWriter.OwnSchema + ".script_step";

    /// <summary>True for a step that only the ledger tells.</summary>
    public static bool Counts(Step step) => PostgresProbe.IsDone(step) is null
        && step.Operations.Any(operation => operation is not (IBackfill or RequireNoRows or RequireAsRemembered or Rehearse) && !IsRepeatable(operation));

    public string Begin => IsNeeded
        ? $"SELECT pg_catalog.to_regclass('{Table}') IS NULL AS todo \\gset\n\\if :todo\nCREATE TABLE {Table} (migration text, phase text, change int, step int, done_at timestamptz DEFAULT clock_timestamp(), PRIMARY KEY (migration, phase, change, step));\n\\endif\n"
        : "";

    /// <summary>At the end of a script: what goes the other way can be done again.</summary>
    public string End(IEnumerable<Phase> undone) => IsNeeded && undone.Any() ? $"\nDELETE FROM {Table} WHERE migration = {Migration} AND phase IN ({string.Join(", ", undone.Select(Literal))});\n" : "";

    public string Has(Piece piece) => $"EXISTS (SELECT FROM {Table} WHERE (migration, phase, change, step) = {Row(piece)})";

    /// <summary>False where there is nothing that the step would undo.</summary>
    public string HasOpposite(Piece piece) => $"EXISTS (SELECT FROM {Table} WHERE migration = {Migration} AND change = {piece.Change} AND phase IN ({string.Join(", ", Opposite(piece.Phase).Select(Literal))}))";

    /// <summary>Finds nothing to add where the step is done; waits for whoever is doing it.</summary>
    public string Add(Piece piece) => $"INSERT INTO {Table} VALUES {Row(piece)} ON CONFLICT DO NOTHING";

    /// <summary>What went the other way is undone, or done again, by this step.</summary>
    public string Strike(Piece piece) => Opposite(piece.Phase).Length == 0 ? "" : $"DELETE FROM {Table} WHERE migration = {Migration} AND change = {piece.Change} AND phase IN ({string.Join(", ", Opposite(piece.Phase).Select(Literal))});\n";

    /// <summary>What to know of a statement that the server refuses in a transaction: it cannot be written down in its own.</summary>
    public static string Twice(string add, string statement) => Harmless.Any(word => statement.StartsWith(word, StringComparison.OrdinalIgnoreCase))
        ? "-- A script that is cut right behind this statement runs it once more, which does no harm.\n"
        : $"-- A script that is cut right behind this statement runs it once more. Where that fails because it is done, write that down, and run the script again:\n-- {add.Replace('\n', ' ')};\n";

    private static readonly string[] Harmless = ["VACUUM", "REINDEX", "ANALYZE", "CLUSTER", "REFRESH", "CHECKPOINT", "ALTER SYSTEM"];

    private static bool IsRepeatable(Operation operation) => operation is RunSql { Sql: var sql } && (sql.StartsWith("ANALYZE ", StringComparison.Ordinal) || sql.StartsWith("COMMENT ON ", StringComparison.Ordinal));

    private string Migration => PostgresWriter.Literal(Version);

    private string Row(Piece piece) => $"({Migration}, {Literal(piece.Phase)}, {piece.Change}, {piece.Ordinal})";

    private static string Literal(Phase phase) => $"'{phase.ToString().ToLowerInvariant()}'";

    public static Phase[] Opposite(Phase phase) => phase switch
    {
        Phase.Expand or Phase.Backfill => [Phase.Rollback],
        Phase.Rollback => [Phase.Expand, Phase.Backfill],
        Phase.Contract => [Phase.Revert],
        Phase.Revert => [Phase.Contract],
        _ => [],
    };
}
