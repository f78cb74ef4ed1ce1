using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// What open changes hold: names that are not what they will be, columns that a trigger keeps equal with others, and tables with a tombstone.
/// Changes that would cross are refused, for a trigger that names a column which is gone fails every write of the table.
/// </summary>
internal sealed record OpenChanges(Schema Schema)
{
    private ValueList<Held> held = [];
    private ValueList<(QualifiedName Table, string Column, string Physical, string Migration)> replaced = [];
    private ValueList<(RenameTable Rename, string Migration)> renamed = [];
    private ValueList<(QualifiedName Table, string Migration)> rebuilt = [];
    private ValueList<(ChangeColumnType Change, string Migration)> retyped = [];
    private ValueList<HeldName> names = [];
    private ValueList<(QualifiedName Table, string Column, string Name)> tombstones = [];
    private ValueList<(Operation Operation, string Migration)> awaited = [];
    private ValueList<FitSync> fitted = [];

    /// <summary>True where something has its last form after contract only.</summary>
    public bool AwaitContract { get; private init; }

    /// <summary>True where something has its last form after the long part of expand only.</summary>
    public bool AwaitBackfill { get; private init; }

    /// <summary>These and one more.</summary>
    public OpenChanges With(OpenPlan open)
    {
        if (open.Plan is { Backfill.Count: 0, Contract.Count: 0, Purge.Count: 0 })
            return this; // Done with expand: nothing is kept equal, nothing waits. A whole history on an empty database is of such plans.
        var after = this with
        {
            held = [.. held, .. HeldBy(open)],
            names = [.. names, .. HeldNames.Of(open)],
            fitted = [.. fitted, .. (open.IsContracted ? open.Plan.Contract : open.Plan.Backfill).SelectMany(step => step.Operations).OfType<FitSync>()],
            awaited = open is { IsContracted: false, Plan.Contract.Count: > 0 } ? [.. awaited, .. open.Plan.Change.Select(operation => (operation, open.Migration))] : awaited,
            AwaitContract = AwaitContract || open is { IsContracted: false, Plan.Contract.Count: > 0 },
            AwaitBackfill = AwaitBackfill || open is { IsContracted: false, Plan.Backfill.Count: > 0 },
        };
        if (open.IsContracted || open.Plan.Change.FirstOrDefault() is not { } operation)
            return after;
        return operation switch
        {
            DropColumn drop when open.Plan.Contract.SelectMany(step => step.Operations).OfType<RenameColumn>().FirstOrDefault(one => one.Column == drop.Column) is { } tombstone =>
                after with { tombstones = [.. tombstones, .. Both(drop.Table).Select(table => (table, drop.Column, tombstone.NewName))] },
            RenameTable rename when open.Plan.Contract.Count > 0 => after with
            {
                renamed = [.. renamed, (rename, open.Migration)],
                rebuilt = open.Plan.Contract.SelectMany(step => step.Operations).OfType<RetireTable>().Any() ? [.. rebuilt, (New(rename), open.Migration)] : rebuilt,
            },

            // The column that has the new name until contract is a copy: what is to last belongs on the other one.
            RenameColumn rename when open.Plan.Contract.SelectMany(step => step.Operations).Contains(rename with { Location = Location.None }) =>
                after with { replaced = [.. replaced, .. Both(rename.Table).Select(table => (table, rename.NewName, rename.Column, open.Migration))] },
            ChangeColumnType change when NewColumn(open.Plan) is { } added => after with
            {
                replaced = [.. replaced, .. Both(change.Table).Select(table => (table, change.Column, added, open.Migration))],
                retyped = [.. retyped, .. Both(change.Table).Select(table => (change with { Table = table }, open.Migration))],
            },
            _ => after,
        };
    }

    // What a migration renames it changes under both names.
    private IEnumerable<QualifiedName> Both(QualifiedName table) => new[] { table, Physical(table) }.Distinct();

    /// <summary>The name that the table has in the database: the old one until a rename is contracted.</summary>
    public QualifiedName Physical(QualifiedName table) =>
        renamed.Where(one => Schema.Same(New(one.Rename), table)).Select(one => one.Rename.Table).FirstOrDefault() ?? table;

    /// <summary>The table's new name where it is being renamed, else the same.</summary>
    public QualifiedName Logical(QualifiedName table) =>
        renamed.Where(one => Schema.Same(one.Rename.Table, table)).Select(one => New(one.Rename)).FirstOrDefault() ?? table;

    /// <summary>The rename by which the table got its name, where a migration did so and is not contracted; else null.</summary>
    public RenameTable? RenameOf(QualifiedName table, string migration) =>
        renamed.Where(one => one.Migration == migration && Schema.Same(New(one.Rename), table)).Select(one => one.Rename).FirstOrDefault();

    /// <summary>The changes without a rename, for what is planned under one of its two names.</summary>
    public OpenChanges Without(RenameTable rename) => this with { renamed = [.. renamed.Where(one => !ReferenceEquals(one.Rename, rename))] };

    /// <summary>The name that the column has in the database: another one while it is being replaced.</summary>
    public string Physical(QualifiedName table, string column) =>
        replaced.Where(open => Schema.Same(open.Table, table) && open.Column == column).Select(open => open.Physical).FirstOrDefault() ?? column;

    /// <summary>True where the migration itself replaces the column: at contract it does so first, so that what comes behind meets the column under its name.</summary>
    public bool IsReplacedBy(string migration, QualifiedName table, string column) =>
        replaced.Any(open => open.Migration == migration && Schema.Same(open.Table, table) && open.Column == column);

    /// <summary>The name that a column which is dropped has from contract to purge; null for others.</summary>
    public string? Tombstone(QualifiedName table, string column) =>
        tombstones.Where(one => Schema.Same(one.Table, table) && one.Column == column).Select(one => one.Name).LastOrDefault();

    /// <summary>True where a migration changes the type of the column by a second one.</summary>
    public bool IsRetyped(QualifiedName table, string column, string migration) =>
        retyped.Any(one => one.Migration == migration && one.Change.Column == column && Schema.Same(one.Change.Table, table));

    /// <summary>What lets the triggers of open changes see what a new trigger of the table does.</summary>
    public IEnumerable<FitSync> Fitted(QualifiedName table) => fitted.Where(fit => Schema.Same(fit.Table, table));

    /// <summary>Why the operation of a migration cannot be planned beside the open changes, or null.</summary>
    public string? Refusal(Operation operation, string migration)
    {
        if (HeldNames.Refusal(names, operation, Schema) is { } taken)
            return taken;
        if (rebuilt.FirstOrDefault(one => one.Migration != migration && References(operation).Any(used => Schema.Same(used, one.Table))) is { Migration: { } rebuilding } replacedTable)
            return $"another table takes the place of {replacedTable.Table} at contract of migration {rebuilding}, and what is made on it now would stay behind: put this change into a later migration, and run it after contract";
        if (operation is not TableOperation { Table: var table } || operation is AttachPartition)
            return null;
        if (renamed.Select(one => one.Rename).FirstOrDefault(rename => Schema.Same(New(rename), table)) is { } rename)
            return $"{table} is still called {rename.Table} until contract: put this change into a later migration, and run it after contract";
        if (operation is RenameTable or MoveTable or DropTable && held.FirstOrDefault(one => Schema.Same(one.Table, table) && !(one.IsComputed && operation is DropTable && one.Migration == migration)) is { } holding)
            return holding.Migration == migration
                ? $"{table} is changed by this migration until its purge: put this change into a later migration"
                : $"{table} has changes of migration {holding.Migration} that are not finished: {holding.Remedy}, then run this";
        if (operation is not ColumnOperation { Column: var column })
            return null;
        if (operation is RenameColumn or DropColumn or ChangeColumnType
            && held.FirstOrDefault(one => Schema.Same(one.Table, table) && one.Columns.Contains(column) && !(one.IsComputed && operation is DropColumn && one.Migration == migration)) is { } holder)
        {
            var how = holder.IsComputed ? "carried over from or into another one" : "kept equal with another column";
            return holder.Migration == migration
                ? $"{table}.{column} is {how} by this migration until its purge: put this change into a later migration"
                : $"{table}.{column} is {how} by migration {holder.Migration}: {holder.Remedy}, then run this";
        }

        return operation is not SetNotNull and not DropNotNull && !(operation is SetDefault && IsRetyped(table, column, migration)) && Physical(table, column) != column
            ? $"{table}.{column} is being replaced by an earlier change: put this change into a later migration, and run it after contract"
            : null;
    }

    /// <summary>
    /// Why the column cannot be replaced yet, or null: an open migration will give it at contract what the schema does not show, and the new column would not have it.
    /// </summary>
    public string? Awaited(Table table, Column column)
    {
        bool IsMissing(Operation operation) => operation switch
        {
            SetNotNull set => set.Column == column.Name && !column.NotNull,
            SetDefault set => set.Column == column.Name && column.Default != set.Default,
            DropDefault drop => drop.Column == column.Name && column.Default is not null,
            AddConstraint add => add.Constraint.ConstrainedColumns.Contains(column.Name) && !table.Constraints.Any(constraint => constraint.Name == add.Constraint.Name),
            _ => false,
        };
        return awaited.FirstOrDefault(open => open.Operation is TableOperation change && Schema.Same(change.Table, table.Name) && IsMissing(change)) is { Migration: { } migration }
            ? $"migration {migration} changes {table.Name}.{column.Name} at contract: run its contract, then this"
            : null;
    }

    // What follows a table by its number, also to where it goes out of sight.
    private static IEnumerable<QualifiedName> References(Operation operation) => operation switch
    {
        CreateView view => view.Reads,
        CreateMaterializedView view => view.Reads,
        AddForeignKey add => [add.ForeignKey.ReferencedTable],
        AddColumn add => Referenced(add.Column.Constraints),
        CreateTable create => Referenced(create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints))),
        _ => [],
    };

    private static IEnumerable<QualifiedName> Referenced(IEnumerable<Constraint> constraints) => constraints.OfType<ForeignKey>().Select(key => key.ReferencedTable);

    private static QualifiedName New(RenameTable rename) => rename.Table with { Name = rename.NewName };

    private static string? NewColumn(Plan plan) => plan.Expand.SelectMany(step => step.Operations).OfType<AddColumn>().FirstOrDefault()?.Column.Name;

    private static IEnumerable<Held> HeldBy(OpenPlan open)
    {
        var steps = open.IsContracted ? open.Plan.Contract : open.Plan.Expand.Concat(open.Plan.Contract);
        var operations = steps.SelectMany(step => step.Operations).ToList();
        foreach (var create in operations.OfType<CreateSync>())
        {
            yield return new Held(create.Table, [create.Sync.Old.Name, create.Sync.New.Name], open.Migration, open.IsContracted);
            yield return new Held(create.Table, [.. create.Sync.Up?.Columns ?? [], .. create.Sync.Down?.Columns ?? []], open.Migration, open.IsContracted) { IsComputed = true };
        }

        if (!open.IsContracted)
        {
            foreach (var fill in operations.OfType<CreateFill>())
                yield return new Held(fill.Table, [fill.Column], open.Migration, false);
        }

        // In one migration the sources of a column go in the order of its statements: first the computing ends, then they are dropped.
        foreach (var derive in operations.OfType<CreateDerived>())
            yield return new Held(derive.Table, [derive.Column.Name, .. derive.Sources.Select(source => source.Name)], open.Migration, open.IsContracted) { IsComputed = true };

        foreach (var map in operations.OfType<CreateValueMap>())
            yield return new Held(map.Table, map.Columns, open.Migration, open.IsContracted);

        foreach (var carry in operations.OfType<CreateRowSync>().SelectMany(create => create.Sync.Key.Concat(create.Sync.Columns).Select(column => (create.Sync, column))))
        {
            yield return new Held(carry.Sync.Source, [carry.column.From], open.Migration, open.IsContracted) { IsComputed = true };
            yield return new Held(carry.Sync.Target, [carry.column.To], open.Migration, open.IsContracted) { IsComputed = true };
        }

        foreach (var purged in open.Plan.Purge.SelectMany(step => step.Operations).OfType<TableOperation>())
            yield return new Held(purged.Table, [], open.Migration, open.IsContracted);
    }

    private sealed record Held(QualifiedName Table, ValueList<string> Columns, string Migration, bool IsContracted)
    {
        public bool IsComputed { get; init; }

        public string Remedy => IsContracted ? "end its hold time with purge" : "run contract and purge";
    }
}
