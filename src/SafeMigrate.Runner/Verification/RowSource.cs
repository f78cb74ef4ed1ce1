using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>Rows of a table, made up by their number: their foreign keys point to rows that are there.</summary>
internal sealed class RowSource
{
    // Enough for every row of a small table to have children, few enough for children to share them.
    private const int SharedParents = 50;
    private const int AllParents = 1_000;

    private readonly List<ParentRows> parents = [];
    private readonly MadeUpValues values;
    private readonly HashSet<string> generated;
    private readonly bool givesKeys;

    private RowSource(Table table, MadeUpValues values, bool givesKeys)
    {
        (Table, this.values, this.givesKeys) = (table, values, givesKeys);
        Unique = [.. UniqueSets(table), .. values.AlsoUnique(table)];
        generated = givesKeys ? [] : [.. table.Columns.Where(column => column.Identity is not null || IsNumbered(column)).Select(column => column.Name)];
    }

    public Table Table { get; }

    /// <summary>Sets of columns of which no two rows may have the same values; the primary key first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Unique { get; }

    /// <summary>The columns that an INSERT gives; those that the server fills may be left out.</summary>
    public IReadOnlyList<Column> Columns => [.. Table.Columns.Where(IsGiven)];

    /// <summary>Why no row can be made up; null where one can.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>The column gets another value for each number.</summary>
    public bool IsFresh(string column) => generated.Contains(column) || (!IsReference(column) && values.Of(Table, column) is { IsFresh: true });

    /// <summary>The column is part of a foreign key.</summary>
    public bool IsReference(string column) => parents.Any(key => key.Columns.Contains(column));

    /// <param name="database">Where the parents are.</param>
    /// <param name="schema">Its tables.</param>
    /// <param name="table">The table.</param>
    /// <param name="values">What its columns take.</param>
    /// <param name="givesKeys">True for the rows that are there before: the numbers of keys are given too, which else the server gives.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<RowSource> ReadAsync(string database, Schema schema, Table table, MadeUpValues values, bool givesKeys, CancellationToken cancellation)
    {
        var source = new RowSource(table, values, givesKeys);
        foreach (var key in table.Constraints.OfType<ForeignKey>().Where(key => schema.Find(key.ReferencedTable) is not null).OrderByDescending(key => key.Columns.Count))
        {
            var parent = schema.Find(key.ReferencedTable)!;
            var referenced = key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : parent.KeyColumns;
            if (referenced.Count != key.Columns.Count)
                continue;
            var isWhole = source.Unique.Any(unique => unique.All(key.Columns.Contains));
            var rows = parent == table ? [] : await RowsAsync(database, parent, referenced, isWhole ? AllParents : SharedParents, cancellation);
            source.parents.Add(new ParentRows(parent.Name, parent == table, key.Columns, referenced, isWhole ? source.Half(rows) : rows) { IsWhole = isWhole });
        }

        source.Obstacle = source.Columns.Where(column => column.NotNull || table.KeyColumns.Contains(column.Name)).Select(source.ObstacleOf).FirstOrDefault(obstacle => obstacle is not null);
        return source;
    }

    /// <summary>The row of a number; null where its foreign keys find no parents that fit together.</summary>
    /// <param name="number">Each number gives another row.</param>
    /// <param name="own">Rows that whoever asks has just written, by table: a child whose key is its parent's gets one of these.</param>
    public MadeUpRow? Of(long number, IReadOnlyDictionary<QualifiedName, IReadOnlyDictionary<string, string?>>? own = null)
    {
        var row = new Dictionary<string, string?>();
        var fresh = Table.Columns.Select(column => column.Name).Where(IsFresh).ToHashSet();
        for (var place = 0; place < parents.Count; place++)
        {
            var key = parents[place];
            if (key.IsOwn || !key.Columns.Any(column => IsGiven(Table.Column(column)!)))
                continue;
            var mine = own is not null && own.TryGetValue(key.Parent, out var written) && LacksFresh(key, fresh) && key.Referenced.All(written.ContainsKey) ? key.Referenced.Select(column => written[column]).ToArray() : null;
            if (mine is not null && key.Columns.All(column => !row.ContainsKey(column)))
                fresh.UnionWith(key.Columns);
            else
                mine = key.IsWhole ? key.Only(row, number) : key.Pick(row, number + (number / SharedParents * place));
            for (var at = 0; at < key.Columns.Count; at++)
            {
                if (!row.ContainsKey(key.Columns[at]) && (mine is not null || !IsRequired(key.Columns[at])))
                    row[key.Columns[at]] = mine?[at];
                else if (mine is null && !row.ContainsKey(key.Columns[at]))
                    return null;
            }
        }

        foreach (var column in Columns.Where(column => !row.ContainsKey(column.Name) && !parents.Any(key => key.IsOwn && key.Columns.Contains(column.Name) && !IsRequired(column.Name))))
            row[column.Name] = values.Of(Table, column.Name)?.Text(number);

        // A row may be its own parent.
        foreach (var key in parents.Where(key => key.IsOwn))
        {
            for (var at = 0; at < key.Columns.Count; at++)
            {
                if (IsRequired(key.Columns[at]) && !Table.KeyColumns.Contains(key.Columns[at]) && row.TryGetValue(key.Referenced[at], out var self))
                    row[key.Columns[at]] = self;
            }
        }

        return new MadeUpRow(row) { MayMeetAnother = Unique.Any(unique => !unique.Any(fresh.Contains)) };
    }

    /// <summary>What the column of a row with this number has; null where nobody knows.</summary>
    public string? Value(string column, long number) =>
        parents.FirstOrDefault(key => key.Columns.Contains(column)) is not { } parent ? values.Of(Table, column)?.Text(number)
        : parent.Columns.Count == 1 && !parent.IsOwn && !parent.IsWhole ? parent.Pick(new Dictionary<string, string?>(), number)?[0]
        : null;

    /// <summary>The sets of columns of which no two rows of a table may have the same values.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> UniqueSets(Table table) =>
    [
        .. table.Constraints.OfType<IndexConstraint>().OrderBy(constraint => constraint is not PrimaryKey).Select(constraint => constraint.Columns),
        .. table.Indexes.Where(index => index.Unique).Select(index => (IReadOnlyList<string>)[.. index.Columns.SelectMany(key => key.Column is { } column ? [column] : key.Expression?.Columns ?? [])]),
    ];

    // Where a parent has one child at most, half of the parents are left to the versions that write.
    private IReadOnlyList<string[]> Half(IReadOnlyList<string[]> rows) => rows.Count < 2 ? rows : [.. givesKeys ? rows.Take(rows.Count / 2) : rows.Skip(rows.Count / 2)];

    // A child that could not be told from others without a parent of its own.
    private bool LacksFresh(ParentRows key, HashSet<string> fresh) => Unique.Any(unique => unique.Any(key.Columns.Contains) && !unique.Any(fresh.Contains));

    // What has a default gets it, as far as rows may have the same.
    private bool IsGiven(Column column) => column.Generated is null && !generated.Contains(column.Name) && (givesKeys || IsRequired(column.Name) || !values.IsApart(Table, column.Name))
        && (column.Default is null || Unique.Any(unique => unique.Contains(column.Name)) || IsReference(column.Name));

    private bool IsRequired(string column) => Table.Column(column) is { NotNull: true } || Table.KeyColumns.Contains(column);

    private static bool IsNumbered(Column column) => column.Default is { } value && value.Functions.Any(function => function.EndsWith("nextval", StringComparison.Ordinal));

    private string? ObstacleOf(Column column) =>
        parents.FirstOrDefault(key => key.Columns.Contains(column.Name)) is { } key
            ? key.IsOwn || key.Rows.Count > 0 ? null : $"{key.Parent}, which its {column.Name} has to point to, has no rows"
            : values.Of(Table, column.Name) is null ? $"no value is known here that its {column.Name} of type {column.Type} takes"
            : null;

    private static async Task<IReadOnlyList<string[]>> RowsAsync(string database, Table parent, IReadOnlyList<string> columns, int count, CancellationToken cancellation)
    {
        var names = columns.Select(PostgresIdentifier.Quote).ToList();
        var sql = $"SELECT ARRAY[{string.Join(", ", names.Select(name => name + "::text"))}] FROM {PostgresWriter.Name(parent.Name)} "
            + $"WHERE {string.Join(" AND ", names.Select(name => name + " IS NOT NULL"))} ORDER BY {string.Join(", ", names)} LIMIT {count}";
        return await RehearsalSql.ReadAsync(database, sql, reader => reader.GetFieldValue<string[]>(0), cancellation);
    }
}

/// <summary>Values by column, without those that the server fills.</summary>
internal sealed record MadeUpRow(IReadOnlyDictionary<string, string?> Values)
{
    /// <summary>True where a row with these values may be there already.</summary>
    public bool MayMeetAnother { get; init; }
}

/// <summary>The rows that a foreign key may point to.</summary>
internal sealed record ParentRows(QualifiedName Parent, bool IsOwn, IReadOnlyList<string> Columns, IReadOnlyList<string> Referenced, IReadOnlyList<string[]> Rows)
{
    // Rows that are made up beside given ones are numbered from here on.
    private const int BehindGiven = 10_000;

    /// <summary>Each parent has one child at most.</summary>
    public bool IsWhole { get; init; }

    /// <summary>A row that no other number gets, those of the other version neither; null where there are not enough.</summary>
    public string[]? Only(IReadOnlyDictionary<string, string?> child, long number)
    {
        var place = number < RowsOfDatabase.FirstWritten ? (number - 1) % BehindGiven : (number % RowsOfDatabase.FirstWritten * 2) + (number / RowsOfDatabase.FirstWritten % 2);
        return place < Rows.Count && Fits(child, Rows[(int)place]) ? Rows[(int)place] : null;
    }

    /// <summary>One of the rows that agree with what the child has already; null where there is none.</summary>
    public string[]? Pick(IReadOnlyDictionary<string, string?> child, long number)
    {
        var fitting = Rows.Where(row => Fits(child, row)).ToList();
        return fitting.Count == 0 ? null : fitting[(int)(Math.Abs(number) % fitting.Count)];
    }

    private bool Fits(IReadOnlyDictionary<string, string?> child, string[] row) => Columns.Select((column, at) => !child.TryGetValue(column, out var value) || value == row[at]).All(fits => fits);
}
