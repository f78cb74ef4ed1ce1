using Npgsql;
using SafeMigrate.Operations;

namespace SafeMigrate.Runner.Verification;

/// <summary>The rows of a rehearsal: those that were there, those that the plain migration leads to, and those that both versions write.</summary>
internal sealed class RehearsedRows
{
    private readonly List<Operation> changes;
    private readonly List<string> notes;
    private readonly MadeUpValues valuesAfter;
    private readonly Dictionary<QualifiedName, ExpectedRows> remembered = [];
    private HashSet<QualifiedName> seeded = [];

    private RehearsedRows(Schema before, List<Operation> changes, List<string> notes, (MadeUpValues Before, MadeUpValues After) values)
    {
        (Before, this.changes, this.notes) = (before, changes, notes);
        (ValuesBefore, valuesAfter) = values;
    }

    /// <summary>The tables before the migration.</summary>
    public Schema Before { get; }

    /// <summary>What their columns take.</summary>
    public MadeUpValues ValuesBefore { get; }

    /// <summary>The tables that the migration is about.</summary>
    public IReadOnlyList<QualifiedName> Touched { get; private set; } = [];

    public static async Task<RehearsedRows> ReadAsync(
        (string Database, Schema Schema) before, (string Database, Schema Schema)? after, List<Operation> changes, List<string> notes, CancellationToken cancellation)
    {
        await using var old = await ConditionsOfColumns.ReadAsync(before.Database, before.Schema, cancellation);
        await using var @new = after is { } known ? await ConditionsOfColumns.ReadAsync(known.Database, known.Schema, cancellation) : null;
        var values = await MadeUpValues.ReadAsync(old, @new, new Renames(changes, before.Schema, after?.Schema), cancellation);
        return new RehearsedRows(before.Schema, changes, notes, values);
    }

    /// <summary>Says which tables are written and compared.</summary>
    /// <param name="tables">Those that the migration is about.</param>
    /// <param name="seeds">Those that it inserts rows into, which may stay where a version has written rows that refer to them.</param>
    public void Touch(IReadOnlyList<QualifiedName> tables, IEnumerable<QualifiedName> seeds)
    {
        Touched = tables;
        seeded = [.. seeds.Select(table => Before.Find(table)?.Name).OfType<QualifiedName>()];
    }

    /// <summary>Keeps the rows that are there now.</summary>
    public async Task RememberAsync(string database, CancellationToken cancellation)
    {
        foreach (var table in Touched)
            remembered[table] = await ExpectedAsync(database, Before.Find(table)!, seeded.Contains(table), _ => true, cancellation);
    }

    /// <summary>What the old version writes; the database must have its shape.</summary>
    public Task<IReadOnlyList<TableWriter>> WritersAsync(string database, string version, CancellationToken cancellation) =>
        WritersAsync(database, Before, ValuesBefore, Touched, version, cancellation);

    /// <summary>What the new version writes; the database must have its shape.</summary>
    public Task<IReadOnlyList<TableWriter>> WritersAfterAsync(string database, Schema after, string version, CancellationToken cancellation)
    {
        var renames = new Renames(changes, Before, after);
        return WritersAsync(database, after, valuesAfter, [.. Touched.Select(table => after.Find(renames.Table(table))?.Name).OfType<QualifiedName>()], version, cancellation);
    }

    /// <summary>What differs from the rows that were there before, and from what both versions wrote.</summary>
    public Task<string?> ProblemAsync(string database, Ledger old, Ledger @new, CancellationToken cancellation)
    {
        WrittenNow? Then(LedgerOfTable ledger)
        {
            var renames = new Renames(changes, Before, null);
            if (renames.TableBefore(ledger.Table) is not { } table)
                return null;
            var columns = Before.Find(table)!.Columns;
            string? Column(string now) => columns.FirstOrDefault(column => renames.Column(table, column.Name) == now && IsSameText(column, ledger.Statements.Table.Column(now)))?.Name;
            return new WrittenNow(ledger, table, KeyOf(ledger, Column));
        }

        List<WrittenNow> written = [.. old.Tables.Select(ledger => new WrittenNow(ledger, ledger.Table, KeyOf(ledger, column => column))), .. @new.Tables.Select(Then).OfType<WrittenNow>()];
        return RowComparison.ProblemAsync(database, Before, remembered, written, (_, _) => true, cancellation);
    }

    /// <summary>What differs from the rows that the plain migration leads to, where it was run, and from what both versions wrote.</summary>
    public async Task<string?> ProblemAfterAsync(string database, string? plain, Schema after, Ledger old, Ledger @new, CancellationToken cancellation)
    {
        var renames = new Renames(changes, Before, after);
        WrittenNow? Now(LedgerOfTable ledger)
        {
            if (after.Find(renames.Table(ledger.Table)) is not { } table)
                return null;
            string? Column(string then) => renames.Column(ledger.Table, then) is { } now && IsSameText(ledger.Statements.Table.Column(then), table.Column(now)) ? now : null;
            return new WrittenNow(ledger, table.Name, KeyOf(ledger, Column));
        }

        var expected = new Dictionary<QualifiedName, ExpectedRows>();
        foreach (var table in plain is null ? [] : Touched.Where(table => !seeded.Contains(table)).Select(table => after.Find(renames.Table(table))).OfType<Table>())
            expected[table.Name] = await ExpectedAsync(plain!, table, mayHaveMore: false, column => IsCompared(table, column), cancellation);
        List<WrittenNow> written = [.. old.Tables.Select(Now).OfType<WrittenNow>(), .. @new.Tables.Select(ledger => new WrittenNow(ledger, ledger.Table, KeyOf(ledger, column => column)))];
        return await RowComparison.ProblemAsync(database, after, expected, written, IsCompared, cancellation);

        // What the migration itself makes up is another value in each run.
        bool IsCompared(Table table, Column column) => !RowsOfDatabase.Differs(column)
            || (renames.TableBefore(table.Name) is { } then && Before.Find(then)!.Columns.Any(known => renames.Column(then, known.Name) == column.Name));
    }

    private static async Task<ExpectedRows> ExpectedAsync(string database, Table table, bool mayHaveMore, Func<Column, bool> isCompared, CancellationToken cancellation) =>
        new((await RowsOfDatabase.ReadAsync(database, table, cancellation)).Lines(isCompared), mayHaveMore);

    // Rows whose key is written in another way now can only be counted.
    private static IReadOnlyList<string>? KeyOf(LedgerOfTable ledger, Func<string, string?> nameNow)
    {
        var key = ledger.Statements.Key.Select(nameNow).ToList();
        return key.Count == 0 || key.Contains(null) ? null : [.. key.OfType<string>()];
    }

    private static bool IsSameText(Column? one, Column? other) => one is not null && other is not null
        && (one.Type == other.Type || (IsWhole(one.Type) && IsWhole(other.Type)) || (IsText(one.Type) && IsText(other.Type)));

    private static bool IsWhole(DataType type) => type is { ArrayDimensions: 0, Name: "smallint" or "integer" or "bigint" };

    private static bool IsText(DataType type) => type is { ArrayDimensions: 0, Name: "character varying" or "text" or "citext" };

    // Each statement is tried on rows of its own and undone; children after their parents, whose rows they may need.
    private async Task<IReadOnlyList<TableWriter>> WritersAsync(
        string database, Schema schema, MadeUpValues values, IReadOnlyList<QualifiedName> tables, string version, CancellationToken cancellation)
    {
        var writers = new List<TableWriter>();
        var own = new Dictionary<QualifiedName, IReadOnlyDictionary<string, string?>>();
        await using var connection = RehearsalSql.Connection(database);
        await connection.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var table in MadeUpRows.ParentsFirst(schema).Where(table => tables.Contains(table.Name)))
        {
            var source = await RowSource.ReadAsync(database, schema, table, values, givesKeys: false, cancellation);
            var (writer, problem) = await TableWriter.TryAsync(connection, source, column => values.IsApart(table, column), 5 * RowsOfDatabase.FirstWritten, own);
            if (writer is not null)
                writers.Add(writer);
            else
                notes.Add($"{version} writes nothing to {table.Name}: {problem}");
        }

        await transaction.RollbackAsync(cancellation);
        return writers;
    }
}
