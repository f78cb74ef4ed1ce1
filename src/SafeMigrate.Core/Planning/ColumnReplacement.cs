using System.Text.RegularExpressions;
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
internal sealed partial record ColumnReplacement(PlanContext Context, Table Table, Column Old, Column New, string FinalName)
{
    public Expression? Up { get; init; }
    public Expression? Down { get; init; }
    public Expression? NewDefault { get; init; }
    public bool UpMayFail { get; init; }
    public bool DownMayFail { get; init; }
    public required string Strategy { get; init; }
    public ValueList<string> Notes { get; init; } = ValueList<string>.Empty;

    /// <summary>Finds the column to replace; gives the reason where it cannot be replaced.</summary>
    public static string? Find(QualifiedName name, string columnName, PlanContext context, Func<Table, Column, string?> obstacle, out Column column)
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
        return obstacle(table, found) ?? context.Schema.PartitionsOf(name).Where(part => part.Column(columnName) is not null)
            .Select(part => obstacle(part, part.Column(columnName)!)).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Why a column cannot have a copy under a second name, or null.</summary>
    public static string? AliasObstacle(Table table, Column column) => Unwritable(table, column) ?? Dependents.AliasObstacle(table, column);

    /// <summary>Why another column cannot take its place, or null.</summary>
    public static string? Obstacle(Table table, Column column)
    {
        var name = $"{table.Name}.{column.Name}";
        if ((Unwritable(table, column) ?? Dependents.Obstacle(table, column)) is { } problem)
            return problem;
        if (table.Columns.FirstOrDefault(other => other.Generated?.Expression.Columns.Contains(column.Name) == true) is { } generated)
            return $"{generated.Name} is computed from {name}, and the server would compute it again for every row under a lock: drop it in an earlier migration and add it again in a later one";
        if (table.Constraints.OfType<ExclusionConstraint>().FirstOrDefault(exclusion => exclusion.Columns.Contains(column.Name)) is { } exclusion)
            return $"exclusion constraint {exclusion.Name} uses {name}, and PostgreSQL cannot add one without a lock: drop it first";
        return null;
    }

    /// <summary>True where the server changes the column when a parent's row goes or gets another key.</summary>
    public static bool FollowsParent(Table table, Column column) => table.Constraints.OfType<ForeignKey>().Any(key =>
        key.Columns.Contains(column.Name) && (key.OnUpdate is not (null or "NO ACTION" or "RESTRICT") || key.OnDelete?.StartsWith("SET", StringComparison.Ordinal) == true));

    // What a trigger cannot assign.
    private static string? Unwritable(Table table, Column column)
    {
        var name = $"{table.Name}.{column.Name}";
        if (column.Generated is not null)
            return $"{name} is computed by the server: add the new column in one migration and drop this one in a later one";
        if (table.PartitionBy is { } key && Regex.IsMatch(key.Substring(key.IndexOf('(') + 1), $@"(?<![\w$""]){Regex.Escape(PostgresIdentifier.Quote(column.Name))}(?![\w$""])", RegexOptions.IgnoreCase))
            return $"{name} is part of the partition key, which no trigger may change: rebuild the table (CREATE TABLE, INSERT ... SELECT, DROP TABLE, RENAME in one migration: the plan carries the rows)";
        return null;
    }

    private QualifiedName TableName => Table.Name;

    private bool KeepsName => FinalName == Old.Name;

    private SyncDirection Direction => KeepsName ? SyncDirection.OldToNew : SyncDirection.TwoWay;

    private string Tombstone => Context.Unique("sm_old", Old.Name);

    private ColumnSync Sync => new(
        Context.Unique("sync", $"{TableName.Name}_{Old.Name}", 40), TableName, Old, New, Direction)
    {
        Up = Up,
        Down = KeepsName ? null : Down,
        UpMayFail = UpMayFail,
        DownMayFail = DownMayFail,
        FollowsParent = FollowsParent(Table, Old),
        Sources = KeepsName && Up is { } value ? Table.Columns.Where(column => column.Name != Old.Name && value.Columns.Contains(column.Name)).ToValueList() : [],
    };

    // After the swap, under the names of then.
    private ColumnSync ReverseSync => Sync with
    {
        Old = Old with { Name = Tombstone },
        New = New with { Name = FinalName },
        Direction = SyncDirection.NewToOld,
        Up = null,
        Down = Down,
        Sources = [],
    };

    public Plan Plan()
    {
        if (Context.Open.Awaited(Table, Old) is { } awaited)
            return OperationPlan.NotPossible(awaited);
        if (Up is not null && Demanding.FirstOrDefault() is { } blocked)
            return OperationPlan.NotPossible($"{blocked} on {TableName}.{Old.Name} may not hold for converted values: drop it in an earlier migration and add it to the new column in a later one");
        if (Table.PartitionBy is not null && (Indexes.Count > 0 || Demanding.Any()) && PartitionTree.Obstacle(Context, TableName) is { } obstacle)
            return OperationPlan.NotPossible(obstacle);
        if (Tables.Skip(1).Select(PartObstacle).FirstOrDefault(problem => problem is not null) is { } part)
            return OperationPlan.NotPossible(part);
        if (Incoming.FirstOrDefault(key => !Equates(key.Child, key.Old)) is { Old: not null } other)
            return OperationPlan.NotPossible($"{other.Old.Name} of {other.Child} cannot reference a {New.Type}: drop it in an earlier migration, change {string.Join(", ", other.Old.Columns)} too, and add it again in a later one");
        if (Table.Columns.FirstOrDefault(column => column.Generated is not null && Up?.Columns.Contains(column.Name) == true) is { } computed)
            return OperationPlan.NotPossible($"{Up} uses {computed.Name}, which the server computes after triggers: write its expression out");
        if (Direction == SyncDirection.TwoWay && Dependents.AliasObstacle(Table, Old) is { } watched)
            return OperationPlan.NotPossible(watched);

        var add = new AddColumn(TableName, Steps.Bare(New) with { Comment = null });
        return new Plan([])
        {
            Strategy = Strategy,
            Notes = Notes,
            Expand = [new Step($"add {TableName}.{New.Name} and the trigger that keeps it equal to {Old.Name}", [add, .. Tables.SelectMany(table => Commented(table, New.Name)), .. Tables.SelectMany(table => Dependents.Properties(Context, table, Old, New)), .. Dependents.Any(Table, Old) ? [Moved(Old.Name, New.Name, rehearsal: true)] : Array.Empty<Operation>(), .. Rehearsed, new CreateSync(Sync), new RememberColumn(TableName, Old.Name, Sync.Name)])],
            Backfill =
            [
                Steps.Of($"fill {TableName}.{New.Name} from {Old.Name}", new BackfillColumn(TableName, New.Name, Value, Remaining)),
                .. Steps.Fitted(Sync),
                .. Indexes.SelectMany(pair => new PartitionTree(Context).Index(Context.Physical(pair.New), $"build the index that becomes {pair.Old.Name}")),
                .. Constraints.Where(pair => pair.New is IndexConstraint).SelectMany(pair => IsWhole(pair.Owner)
                    ? new PartitionTree(Context).Key(pair.Owner, Physical(pair.Owner, (IndexConstraint)pair.New), pair.New.Name!)
                    : [Steps.Of($"build the index of {pair.New.Name}", new CreateIndex(Context.Physical(IndexOf((IndexConstraint)pair.New) with { Table = pair.Owner })) { Concurrently = true })]),
                .. KeyIndex(Key?.New, Context.Physical),
                Steps.Analyze(TableName, New.Name),
            ],
            Verify = [Converted],
            Contract =
            [
                .. Constraints.Where(pair => pair.New is not IndexConstraint)
                    .SelectMany(pair => new PartitionTree(Context).Constraint(pair.Owner, pair.New, pair.New.Name!))
                    .Select(step => step with { Sign = Swapped }),
                .. Constraints.Where(pair => pair.New is IndexConstraint && !IsWhole(pair.Owner))
                    .Select(pair => new Step($"let the index {pair.New.Name} be a constraint", [AddConstraint.Of(pair.Owner, (IndexConstraint)pair.New with { UsingIndex = pair.New.Name })]) { Sign = Swapped }),
                .. Tables.Where(table => table.Column(Old.Name)!.NotNull && (!Old.NotNull || ReferenceEquals(table, Table)))
                    .SelectMany(table => Steps.NotNull(table.Name, New.Name, CheckName)).Select(step => step with { Sign = Swapped }),
                .. IsKeyPartitioned ? [] : Incoming.SelectMany(key => new PartitionTree(Context).ForeignKey(key.Child, key.New, key.New.Name!)).Select(step => step with { Sign = Swapped }),
                new Step(SwapTitle, Swap) { Sign = Swapped },
                .. Proved(Incoming.Select(key => (key.Child, key.Old, key.New)), Swap.OfType<RememberColumn>().Single()),
            ],
            Purge = [new Step($"drop what is left of {TableName}.{Old.Name}", [new DropSync(ReverseSync), new DropColumn(TableName, Tombstone) { IfExists = true }])],
            RevertVerify = DownMayFail ? [ConvertedBack] : ReverseSync.IsPlain ? [Carried(FinalName, Tombstone, Old.Type, "revert")] : [],
            Revert =
            [
                .. NotNullAgain,
                .. KeyIndex(KeyBack).Select(step => step with { Sign = SwappedBack }),
                .. IsKeyPartitioned ? [] : IncomingBack.SelectMany(key => new PartitionTree(Context).ForeignKey(key.Child, key.Back, key.Back.Name!)).Select(step => step with { Sign = SwappedBack }),
                new Step($"swap {FinalName} and the old column back", SwapBack) { Sign = SwappedBack },
                .. Proved(IncomingBack.Select(key => (key.Child, key.Old, key.Back)), SwapBack.OfType<RememberColumn>().Single()),
                .. KeyIndex(Key?.New),
            ],
            Rollback =
            [
                .. IsKeyPartitioned ? [] : Incoming.Select(key => Steps.Of($"let {key.Child} go", new DropConstraint(key.Child, key.New.Name!) { IfExists = true })),
                new Step($"drop {TableName}.{New.Name} and its trigger", [new DropSync(Sync), new DropColumn(TableName, New.Name) { IfExists = true }]),
            ],
        };
    }

    // The server has an operator between the child's type and the new one.
    private bool Equates(QualifiedName child, ForeignKey key)
    {
        var types = key.Columns.Where((_, at) => Referenced(key)[at] == Old.Name).Select(column => Context.Table(child)?.Column(column)?.Type.Name);
        return types.All(type => type is null || Family(type) is not { } family || Family(New.Type.Name) is not { } other || family == other);
    }

    private static string? Family(string type) => type switch
    {
        "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision" => "number",
        "text" or "character varying" or "character" or "name" => "text",
        "date" or "timestamp without time zone" or "timestamp with time zone" => "moment",
        "uuid" => "uuid",
        _ => null,
    };

    // What came to use the column since expand moves too.
    private Operation Moved(string from, string to, bool rehearsal = false) => new MoveDependents(TableName, from, to) { Retyped = Old.Type != New.Type, Rehearsal = rehearsal };

    private string CheckName => Context.Unique("sm_check", Old.Name);

    private IndexConstraint Physical(QualifiedName table, IndexConstraint constraint) => constraint with
    {
        Columns = constraint.Columns.Select(column => Context.Physical(table, column)).ToValueList(),
        Include = constraint.Include.Select(column => Context.Physical(table, column)).ToValueList(),
    };

    private IEnumerable<Operation> Commented(Table table, string column) => table.Column(Old.Name)?.Comment is { } comment
        ? [new RunSql($"COMMENT ON COLUMN {PostgresWriter.Name(table.Name)}.{PostgresIdentifier.Quote(column)} IS {PostgresWriter.Literal(comment)}")]
        : [];

    private Expression Value => Up ?? new Expression(PostgresIdentifier.Quote(Old.Name)) { Columns = [Old.Name] };

    // Rows that a writer of the new version filled are left alone, whatever the conversion would say.
    private Expression Remaining => new(
        $"{PostgresIdentifier.Quote(New.Name)} IS NULL AND " + (Up is null ? $"{PostgresIdentifier.Quote(Old.Name)} IS NOT NULL" : $"({Up}) IS NOT NULL"));

    private RequireNoRows Converted => Sync.IsPlain ? Carried(Old.Name, New.Name, New.Type, "contract") : Lacking(New.Name, Old.Name, Up, $"{{0}} rows of {TableName} have no converted value in {New.Name}: correct their {Old.Name}, then run contract again");

    // A trigger that somebody added meanwhile may have changed one column behind the back of ours.
    private RequireNoRows Carried(string from, string to, DataType type, string command) => new(
        TableName,
        new Expression($"pg_catalog.record_image_ne(ROW({PostgresIdentifier.Quote(to)}), ROW({PostgresIdentifier.Quote(from)}::{PostgresWriter.Type(type)}))"),
        $"{{0}} rows of {TableName} have another value in {to} than in {from}: make them equal, then run {command} again");

    // What was NULL, and has a value by the conversion, lost nothing: it will be NULL again.
    private RequireNoRows ConvertedBack
    {
        get
        {
            // Where types change their names at contract too, the conversions name them as they were before.
            var isNamedAnew = Context.Migration.Operations.Any(operation => operation is RenameObject { Kind: ObjectKind.Type });
            var lacking = Lacking(Tombstone, FinalName, isNamedAnew ? null : Down, $"{{0}} rows of {TableName} have values in {FinalName} that do not fit the old column: a revert would lose them. Change them, or go on without revert");
            return Up is null || isNamedAnew ? lacking : lacking with
            {
                Violation = new Expression(
                    $"{lacking.Violation} AND pg_catalog.record_image_ne(ROW({PostgresIdentifier.Quote(FinalName)}), ROW(({Renamed(Up, Old.Name, Tombstone)})::{PostgresWriter.Type(New.Type)}))"),
            };
        }
    }

    // A conversion of the author's may give a value for NULL, and NULL for a value.
    private RequireNoRows Lacking(string to, string from, Expression? conversion, string message)
    {
        var lacking = $"{PostgresIdentifier.Quote(to)} IS NULL AND ";
        var given = new Expression(lacking + $"{PostgresIdentifier.Quote(from)} IS NOT NULL");
        return conversion is null
            ? new RequireNoRows(TableName, given, message)
            : new RequireNoRows(TableName, new Expression(lacking + $"({conversion}) IS NOT NULL"), message) { Otherwise = given };
    }
}
