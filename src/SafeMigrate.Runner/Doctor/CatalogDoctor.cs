using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Doctor;

/// <summary>What is left in the catalog that no change of the journal has a use for. Reads only.</summary>
/// <param name="connection">The database.</param>
/// <param name="changes">All changes of the journal.</param>
/// <param name="hasJournal">False where nothing of ours was ever here.</param>
internal sealed class CatalogDoctor(NpgsqlConnection connection, IReadOnlyList<JournaledChange> changes, bool hasJournal)
{
    private const string UserSchema = "nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'safemigrate')";

    private const string UnvalidatedConstraints = $"""
        SELECT conrelid::regclass::text, quote_ident(conname), conname FROM pg_constraint JOIN pg_namespace ON pg_namespace.oid = connamespace
        WHERE NOT convalidated AND contype IN ('c', 'f', 'n') AND conparentid = 0 AND {UserSchema} ORDER BY 1, 2
        """;

    private const string OwnFunctions = """
        SELECT proname, oid::regprocedure::text,
            coalesce((SELECT string_agg(format('DROP TRIGGER %I ON %s; ', tgname, tgrelid::regclass), '' ORDER BY tgname)
                FROM pg_trigger WHERE tgfoid = pg_proc.oid AND tgparentid = 0), '')
        FROM pg_proc WHERE pronamespace = to_regnamespace('safemigrate') AND prorettype = 'trigger'::regtype ORDER BY 1
        """;

    private const string OwnSequences = """
        SELECT relname, pg_class.oid::regclass::text FROM pg_class
        WHERE relnamespace = to_regnamespace('safemigrate') AND relkind = 'S' AND relname LIKE '%\_old\_writes' ORDER BY 1
        """;

    private const string OwnColumns = $"""
        SELECT attrelid::regclass::text, quote_ident(attname), attname
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind IN ('r', 'p') AND NOT attisdropped AND attname ~ '^sm_(old|new)_' AND {UserSchema} ORDER BY 1, 2
        """;

    private readonly List<Operation> operations =
    [
        .. changes.Where(IsOpen).SelectMany(change => Enum.GetValues<Phase>().SelectMany(phase => change.Plan.Steps(phase))).SelectMany(step => step.Operations),
    ];

    /// <summary>All findings.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(CancellationToken cancellation) =>
    [
        .. await InvalidIndexes.FindAsync(connection, operations, cancellation),
        .. await UnvalidatedAsync(cancellation),
        .. hasJournal ? await OrphansAsync(cancellation) : [],
    ];

    private static bool IsOpen(JournaledChange change) => change.State is not (ChangeState.Purged or ChangeState.RolledBack);

    private async Task<IEnumerable<DoctorFinding>> UnvalidatedAsync(CancellationToken cancellation)
    {
        var found = await connection.QueryAsync(
            UnvalidatedConstraints, row => (Table: row.GetString(0), Quoted: row.GetString(1), Name: row.GetString(2)), cancellation);
        var ours = operations.Select(ConstraintOf).ToHashSet();
        return found.Where(constraint => !ours.Contains(constraint.Name)).Select(constraint => new DoctorFinding(
            "unvalidated-constraint",
            $"{constraint.Quoted} on {constraint.Table}",
            "It holds for new rows only: nobody has looked at those that were there, and the planner does not rely on it.",
            $"ALTER TABLE {constraint.Table} VALIDATE CONSTRAINT {constraint.Quoted}"));
    }

    private async Task<IEnumerable<DoctorFinding>> OrphansAsync(CancellationToken cancellation)
    {
        var functions = operations.Select(FunctionOf).ToHashSet();
        var columns = operations.OfType<ColumnOperation>().Select(operation => operation.Column).Concat(operations.SelectMany(NamesOf)).ToHashSet();
        var orphans = await connection.QueryAsync(OwnFunctions, row => (Name: row.GetString(0), Function: row.GetString(1), Triggers: row.GetString(2)), cancellation);
        var sequences = await connection.QueryAsync(OwnSequences, row => (Name: row.GetString(0), Sequence: row.GetString(1)), cancellation);
        var left = await connection.QueryAsync(OwnColumns, row => (Table: row.GetString(0), Quoted: row.GetString(1), Name: row.GetString(2)), cancellation);
        return
        [
            .. orphans.Where(orphan => !functions.Contains(orphan.Name)).Select(orphan => new DoctorFinding(
                "orphaned-trigger", orphan.Function, "No change of the journal needs it, and it goes on to run with each write.", $"{orphan.Triggers}DROP FUNCTION {orphan.Function}")),
            .. sequences.Where(sequence => !functions.Contains(sequence.Name[..^"_old_writes".Length])).Select(sequence => new DoctorFinding(
                "leftover", sequence.Sequence, "It counted writes for a change that is over.", $"DROP SEQUENCE {sequence.Sequence}")),
            .. left.Where(column => !columns.Contains(column.Name)).Select(column => new DoctorFinding(
                "leftover", $"{column.Table}.{column.Quoted}", "A column that a plan made, and that no change of the journal needs.", $"ALTER TABLE {column.Table} DROP COLUMN {column.Quoted}")),
        ];
    }

    private static string? ConstraintOf(Operation operation) => operation switch
    {
        AddConstraint add => add.Constraint.Name,
        ValidateConstraint validate => validate.Constraint,
        RenameConstraint rename => rename.NewName,
        _ => null,
    };

    private static string? FunctionOf(Operation operation) => operation switch
    {
        CreateSync create => create.Sync.Name,
        DropSync drop => drop.Sync.Name,
        CreateFill create => create.Trigger,
        DropFill drop => drop.Trigger,
        CreateDerived create => create.Trigger,
        DropDerived drop => drop.Trigger,
        CreateRowSync create => create.Sync.Name,
        DropRowSync drop => drop.Sync.Name,
        CreateValueMap create => create.Trigger,
        DropValueMap drop => drop.Trigger,
        _ => null,
    };

    private static IEnumerable<string> NamesOf(Operation operation) => operation switch
    {
        AddColumn add => [add.Column.Name],
        RenameColumn rename => [rename.NewName],
        CreateSync create => [create.Sync.Old.Name, create.Sync.New.Name],
        CreateDerived create => [create.Column.Name],
        CreateRowSync create => [.. create.Sync.Key.Concat(create.Sync.Columns).SelectMany(column => new[] { column.From, column.To })],
        _ => [],
    };
}
