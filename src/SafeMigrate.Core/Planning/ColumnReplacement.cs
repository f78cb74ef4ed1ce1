using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Puts a new column in the place of an old one: expand adds it with a trigger that keeps both equal, backfill fills it and builds its
/// indexes, contract gives it the constraints and, in one short transaction, the names. The old column stays as a tombstone that follows
/// the new one, so that revert is the same swap backwards, until purge.
/// </summary>
/// <param name="Context">The migration so far.</param>
/// <param name="Table">The table as it is.</param>
/// <param name="Old">The column of the old version.</param>
/// <param name="New">The new column under the name it has until contract.</param>
/// <param name="FinalName">Its name after contract: <paramref name="New"/>'s own for a rename, <paramref name="Old"/>'s for a change of type.</param>
internal sealed record ColumnReplacement(PlanContext Context, Table Table, Column Old, Column New, string FinalName)
{
    public Expression? Up { get; init; }
    public Expression? Down { get; init; }
    public bool UpMayFail { get; init; }
    public bool DownMayFail { get; init; }
    public required string Strategy { get; init; }
    public ValueList<string> Notes { get; init; } = [];

    /// <summary>Finds the column to replace; gives the reason where it cannot be replaced.</summary>
    public static string? Find(QualifiedName name, string columnName, PlanContext context, out Column column)
    {
        column = null!;
        var table = context.Table(name);
        if (table is null && context.Schema.IsComplete)
            return $"table {name} does not exist";
        if (table?.Column(columnName) is not { } found)
        {
            return context.Schema.IsComplete || table is { IsComplete: true }
                ? $"column {name}.{columnName} does not exist"
                : $"the type of {name}.{columnName} is not known: give the migrations that created it, or --connection";
        }

        column = found;
        return Obstacle(table, found);
    }

    private static string? Obstacle(Table table, Column column)
    {
        var name = $"{table.Name}.{column.Name}";
        if (table.Dependents.FirstOrDefault(dependent => dependent.Column == column.Name) is { } dependent)
            return $"{dependent} depends on {name} and would stay with the old column: drop it in an earlier migration and create it again in a later one";
        if (table.KeyColumns.Contains(column.Name))
            return $"{name} is part of the primary key: replace the key by hand (new column, unique index, swap in a maintenance window)";
        if (column.Generated is not null || column.Identity is not null)
            return $"{name} is computed by the server: add the new column in one migration and drop this one in a later one";
        if (column.Default is { } value && value.Functions.Contains("nextval"))
            return $"{name} takes its values from a sequence that belongs to it: add the new column in one migration and drop this one in a later one";
        if (table.PartitionBy?.Contains(PostgresIdentifier.Quote(column.Name)) == true)
            return $"{name} is part of the partition key: create a new partitioned table and move the rows";
        if (table.Constraints.OfType<ExclusionConstraint>().FirstOrDefault(exclusion => string.Join(" ", exclusion.Elements).Contains(PostgresIdentifier.Quote(column.Name))) is { } exclusion)
            return $"exclusion constraint {exclusion.Name} uses {name}, and PostgreSQL cannot add one without a lock: drop it first";
        return null;
    }

    private QualifiedName TableName => Table.Name;

    private bool KeepsName => FinalName == Old.Name;

    private string Tombstone => Context.Unique("sm_old", Old.Name);

    private ColumnSync Sync => new(
        Context.Unique("sync", $"{TableName.Name}_{Old.Name}", 40), TableName, Old, New, KeepsName ? SyncDirection.OldToNew : SyncDirection.TwoWay)
    {
        Up = Up,
        Down = KeepsName ? null : Down,
        UpMayFail = UpMayFail,
        DownMayFail = DownMayFail,
    };

    // After the swap, under the names of then.
    private ColumnSync ReverseSync => Sync with
    {
        Old = Old with { Name = Tombstone },
        New = New with { Name = FinalName },
        Direction = SyncDirection.NewToOld,
        Up = null,
        Down = Down,
    };

    private IReadOnlyList<(Index Old, Index New)> Indexes => [.. Table.Indexes.Where(Uses).Select(index => (index, Copy(index)))];

    // The ones that an index enforces come with that index; NOT NULL is the column's own.
    private IReadOnlyList<(Constraint Old, Constraint New)> Constraints =>
    [
        .. Table.Constraints.Where(constraint => constraint is not NotNullConstraint && constraint.ConstrainedColumns.Contains(Old.Name)
                || constraint is IndexConstraint { Include: var include } && include.Contains(Old.Name))
            .Select(constraint => (constraint, Copy(constraint))),
    ];

    public Plan Plan()
    {
        if (Up is not null && Constraints.Select(pair => pair.Old.Name).Concat(Indexes.Where(pair => pair.Old.Unique).Select(pair => pair.Old.Name)).FirstOrDefault() is { } blocked)
            return OperationPlan.NotPossible($"{blocked} on {TableName}.{Old.Name} may not hold for converted values: drop it in an earlier migration and add it to the new column in a later one");
        if (Table.PartitionBy is not null && (Indexes.Count > 0 || Constraints.Count > 0))
            return OperationPlan.NotPossible($"{TableName} is partitioned, and the indexes and constraints on {Old.Name} cannot be built on all partitions at once: drop them first, and build them per partition afterwards");

        var add = new AddColumn(TableName, Steps.Bare(New) with { Comment = null });
        return new Plan([])
        {
            Strategy = Strategy,
            Notes = Notes,
            Expand = [new Step($"add {TableName}.{New.Name} and the trigger that keeps it equal to {Old.Name}", [add, .. Commented(New.Name), new CreateSync(Sync)])],
            Backfill =
            [
                Steps.Of($"fill {TableName}.{New.Name} from {Old.Name}", new BackfillColumn(TableName, New.Name, Value, Remaining)),
                .. Indexes.Select(pair => Steps.Of($"build the index that becomes {pair.Old.Name}", new CreateIndex(pair.New) { Concurrently = true })),
                .. Constraints.Select(pair => pair.New).OfType<IndexConstraint>().Select(constraint =>
                    Steps.Of($"build the index of {constraint.Name}", new CreateIndex(IndexOf(constraint)) { Concurrently = true })),
                Steps.Analyze(TableName, New.Name),
            ],
            Verify = [new RequireNoRows(TableName, Differs, $"{{0}} rows of {TableName} have no converted value in {New.Name}: correct their {Old.Name}, then run contract again")],
            Contract =
            [
                .. Constraints.Select(pair => pair.New).Where(constraint => constraint is not IndexConstraint)
                    .SelectMany(constraint => Steps.Validated(TableName, constraint, constraint.Name!))
                    .Select(step => step with { Sign = Swapped }),
                .. Constraints.Select(pair => pair.New).OfType<IndexConstraint>()
                    .Select(constraint => new Step($"let the index {constraint.Name} be a constraint", [AddConstraint.Of(TableName, constraint with { UsingIndex = constraint.Name })]) { Sign = Swapped }),
                .. Old.NotNull ? Steps.NotNull(TableName, New.Name, CheckName).Select(step => step with { Sign = Swapped }) : [],
                new Step(SwapTitle, Swap) { Sign = Swapped },
            ],
            Purge = [new Step($"drop what is left of {TableName}.{Old.Name}", [new DropSync(ReverseSync), new DropColumn(TableName, Tombstone) { IfExists = true }])],
            RevertVerify = DownMayFail
                ? [new RequireNoRows(TableName, ReverseDiffers, $"{{0}} rows of {TableName} have values in {FinalName} that do not fit the old column: a revert would lose them. Change them, or go on without revert")]
                : [],
            Revert = [.. NotNullAgain, new Step($"swap {FinalName} and the old column back", SwapBack) { Sign = SwappedBack }],
            Rollback = [new Step($"drop {TableName}.{New.Name} and its trigger", [new DropSync(Sync), new DropColumn(TableName, New.Name) { IfExists = true }])],
        };
    }

    private string SwapTitle => KeepsName ? $"let {FinalName} be the new column" : $"take the name {Old.Name} away";

    private Operation Swapped => new RenameColumn(TableName, Old.Name, Tombstone);

    private Operation SwappedBack => KeepsName ? new RenameColumn(TableName, FinalName, New.Name) : new RenameColumn(TableName, Tombstone, Old.Name);

    private LockTable Locked => new(TableName, "AccessExclusiveLock");

    private ValueList<Operation> Swap =>
    [
        Locked,
        new DropSync(Sync),
        new RenameColumn(TableName, Old.Name, Tombstone),
        .. KeepsName ? [new RenameColumn(TableName, New.Name, FinalName)] : Array.Empty<Operation>(),
        .. Old.Default is { } value ? [new SetDefault(TableName, FinalName, value), new DropDefault(TableName, Tombstone)] : Array.Empty<Operation>(),

        // What does not fit the old type must not fail a write of the new version.
        .. Old.NotNull && DownMayFail ? [new DropNotNull(TableName, Tombstone)] : Array.Empty<Operation>(),
        .. Indexes.SelectMany(pair => NamesOver(pair.Old.Name!, pair.New.Name!, (from, to) => new RenameIndex(TableName with { Name = from }, to))),
        .. Constraints.SelectMany(pair => NamesOver(pair.Old.Name!, pair.New.Name!, (from, to) => new RenameConstraint(TableName, from, to))),
        new CreateSync(ReverseSync),
    ];

    private ValueList<Operation> SwapBack =>
    [
        Locked,
        new DropSync(ReverseSync),
        .. KeepsName ? [new RenameColumn(TableName, FinalName, New.Name)] : Array.Empty<Operation>(),
        new RenameColumn(TableName, Tombstone, Old.Name),
        .. Old.Default is { } value ? [new SetDefault(TableName, Old.Name, value), new DropDefault(TableName, New.Name)] : Array.Empty<Operation>(),

        // The old version does not write the new column; the trigger fills it, but not where a value does not convert.
        .. Old.NotNull ? [new DropNotNull(TableName, New.Name)] : Array.Empty<Operation>(),
        .. Old.NotNull && DownMayFail ? [new SetNotNull(TableName, Old.Name), new DropConstraint(TableName, CheckName) { IfExists = true }] : Array.Empty<Operation>(),
        .. Indexes.SelectMany(pair => NamesBack(pair.Old.Name!, pair.New.Name!, (from, to) => new RenameIndex(TableName with { Name = from }, to))),
        .. Constraints.SelectMany(pair => NamesBack(pair.Old.Name!, pair.New.Name!, (from, to) => new RenameConstraint(TableName, from, to))),
        new CreateSync(Sync),
    ];

    private ValueList<Step> NotNullAgain => Old.NotNull && DownMayFail
        ? Steps.NotNull(TableName, Tombstone, CheckName).Take(2).Select(step => step with { Sign = SwappedBack }).ToValueList()
        : [];

    // What is old gets a name out of the way, what is new the name that was the old one's.
    private IEnumerable<Operation> NamesOver(string old, string @new, Func<string, string, Operation> rename) => [rename(old, TombstoneOf(old)), rename(@new, old)];

    private IEnumerable<Operation> NamesBack(string old, string @new, Func<string, string, Operation> rename) => [rename(old, @new), rename(TombstoneOf(old), old)];

    private string TombstoneOf(string name) => Context.Unique("sm_old", name);

    private string CheckName => Context.Unique("sm_check", Old.Name);

    private IEnumerable<Operation> Commented(string column) => Old.Comment is { } comment
        ? [new RunSql($"COMMENT ON COLUMN {PostgresWriter.Name(TableName)}.{PostgresIdentifier.Quote(column)} IS {PostgresWriter.Literal(comment)}")]
        : [];

    private Expression Value => Up ?? new Expression(PostgresIdentifier.Quote(Old.Name)) { Columns = [Old.Name] };

    // Rows that a writer of the new version filled are left alone, whatever the conversion would say.
    private Expression Remaining => new(
        $"{PostgresIdentifier.Quote(New.Name)} IS NULL AND {PostgresIdentifier.Quote(Old.Name)} IS NOT NULL" + (Up is null ? "" : $" AND ({Up}) IS NOT NULL"));

    private Expression Differs => new(Up is null && !UpMayFail && Old.Type == New.Type
        ? $"pg_catalog.record_image_ne(ROW({PostgresIdentifier.Quote(New.Name)}), ROW({PostgresIdentifier.Quote(Old.Name)}))"
        : $"{PostgresIdentifier.Quote(New.Name)} IS NULL AND {PostgresIdentifier.Quote(Old.Name)} IS NOT NULL");

    private Expression ReverseDiffers => new($"{PostgresIdentifier.Quote(FinalName)} IS NOT NULL AND {PostgresIdentifier.Quote(Tombstone)} IS NULL");

    private bool Uses(Index index) =>
        index.Columns.Any(key => key.Column == Old.Name || key.Expression?.Columns.Contains(Old.Name) == true)
        || index.Include.Contains(Old.Name) || index.Where?.Columns.Contains(Old.Name) == true;

    private Index Copy(Index index) => index with
    {
        Name = Context.Unique("sm_new", index.Name!),
        Columns = index.Columns.Select(key => key with
        {
            Column = key.Column is { } column ? Renamed(column) : null,
            Expression = key.Expression is { } expression ? Renamed(expression, Old.Name, New.Name) : null,
        }).ToValueList(),
        Include = index.Include.Select(Renamed).ToValueList(),
        Where = index.Where is { } where ? Renamed(where, Old.Name, New.Name) : null,
    };

    private Constraint Copy(Constraint constraint)
    {
        var copy = constraint with { Name = Context.Unique("sm_new", constraint.Name!) };
        return copy switch
        {
            CheckConstraint check => check with { Condition = Renamed(check.Condition, Old.Name, New.Name) },
            ForeignKey key => key with { Columns = key.Columns.Select(Renamed).ToValueList() },
            IndexConstraint index => index with { Columns = index.Columns.Select(Renamed).ToValueList(), Include = index.Include.Select(Renamed).ToValueList() },
            _ => copy,
        };
    }

    private Index IndexOf(IndexConstraint constraint) =>
        new(constraint.Name, TableName, constraint.Columns.Select(column => new IndexColumn(column)).ToValueList())
        {
            Unique = true,
            Include = constraint.Include,
            NullsNotDistinct = constraint is UniqueConstraint { NullsNotDistinct: true },
        };

    private string Renamed(string column) => column == Old.Name ? New.Name : column;

    private static Expression Renamed(Expression expression, string from, string to) => PostgresReader.RenameColumn(expression, from, to);
}
