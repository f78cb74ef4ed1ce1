using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// A change of type that is made by hand in one migration: ADD COLUMN of the new type, UPDATE, DROP COLUMN of the old one, RENAME COLUMN to its name; or the old column is renamed
/// away first. It is planned as what it is, ALTER COLUMN ... TYPE ... USING, for the old version knows the one column and the new version the other under the same name.
/// </summary>
/// <param name="Migration">The migration.</param>
/// <param name="Schema">The database before it.</param>
/// <param name="Add">The statement that adds the new column.</param>
/// <param name="Old">The old column, as it was before the migration.</param>
/// <param name="Aside">What the old column is called when it is dropped.</param>
/// <param name="Last">The operation that ends the change.</param>
internal sealed partial record HandmadeTypeChange(Migration Migration, Schema Schema, AddColumn Add, Column Old, string Aside, Operation Last)
{
    /// <summary>The migration with each such change as one.</summary>
    public static Migration Joined(Migration migration, Schema schema)
    {
        while (migration.Operations.Any(operation => operation is DropColumn) && All(migration, schema).Select(change => change.Joined()).FirstOrDefault(joined => joined is not null) is { } joined)
            migration = joined;
        return migration;
    }

    private static IEnumerable<HandmadeTypeChange> All(Migration migration, Schema schema)
    {
        var operations = migration.Operations.ToList();
        foreach (var add in operations.OfType<AddColumn>().Where(add => add.Column is { Generated: null, Identity: null, IsSerial: false, ExistingRows: null }))
        {
            if (schema.Find(add.Table) is not { } table)
                continue;
            var (name, at) = (add.Column.Name, operations.IndexOf(add));
            bool IsOf(Operation operation) => operation is TableOperation { Table: var other } && schema.Same(other, add.Table);
            var rename = operations.Skip(at).OfType<RenameColumn>().LastOrDefault(one => IsOf(one) && one.Column == name);
            var away = operations.Take(at).OfType<RenameColumn>().LastOrDefault(one => IsOf(one) && one.Column == name);
            var aside = away?.NewName ?? rename?.NewName;
            var drop = operations.Skip(at).OfType<DropColumn>().FirstOrDefault(one => IsOf(one) && one.Column == aside && !one.Cascade);
            var last = away is not null ? drop : (Operation?)rename;
            if (drop is null || last is null || (away is null && operations.IndexOf(last) < operations.IndexOf(drop)) || table.Column(away is null ? aside! : name) is not { } old)
                continue;
            yield return new HandmadeTypeChange(migration, schema, add, old, aside!, last) { Away = away, Drop = drop };
        }
    }

    private RenameColumn? Away { get; init; }

    private DropColumn? Drop { get; init; }

    private string Temporary => Add.Column.Name;

    private Migration? Joined()
    {
        var operations = Migration.Operations.ToList();
        var (first, end) = (operations.IndexOf(Away ?? (Operation)Add), operations.IndexOf(Last));
        var between = operations.Skip(first).Take(end - first + 1).ToList();
        var table = Schema.Find(Add.Table)!;
        var group = Migration.Statements.Where(statement => statement.Operations.Any(operation => between.Contains(operation, ByReference.Instance) && IsPart(operation))).ToList();
        if (group.Any(statement => statement.Whole is not null || statement.Condition is not null) || between.Any(operation => operation is Opaque or Unreadable or RunSql)
            || Old.Generated is not null || Old.Identity is not null || Old.IsSerial || Old.Default?.Functions.Contains("nextval") == true
            || Schema.ReferencesTo(Add.Table).Any(key => (key.Key.ReferencedColumns.Count > 0 ? key.Key.ReferencedColumns : table.KeyColumns).Contains(Old.Name)))
            return null;
        if (Value(between, group) is not { } value || Moved(between) is not { } moved || Lost(operations.Skip(end + 1).ToList(), between, table) is not { } lost)
            return null;

        var isNotNull = Add.Column.NotNull;
        var standing = Add.Column.Default;
        foreach (var operation in between.OfType<ColumnOperation>().Where(operation => IsNew(operation, operation.Column)))
        {
            isNotNull = operation is SetNotNull || (operation is not DropNotNull && isNotNull);
            standing = operation is SetDefault set ? set.Default : operation is DropDefault ? null : standing;
        }

        var finallyNotNull = isNotNull || operations.Skip(end + 1).OfType<SetNotNull>().Any(set => set.Column == Old.Name && Schema.Same(set.Table, Add.Table));
        List<Operation> joined =
        [
            .. lost.Drops,
            .. Old.Default is not null ? [new DropDefault(Add.Table, Old.Name)] : Array.Empty<Operation>(),
            .. Old.NotNull && !finallyNotNull ? [new DropNotNull(Add.Table, Old.Name)] : Array.Empty<Operation>(),
            new ChangeColumnType(Add.Table, Old.Name, Add.Column.Type) { Using = value, Collation = Add.Column.Collation },
            .. isNotNull && !Old.NotNull ? [new SetNotNull(Add.Table, Old.Name)] : Array.Empty<Operation>(),
            .. standing is not null ? [new SetDefault(Add.Table, Old.Name, standing)] : Array.Empty<Operation>(),
            .. moved,
        ];
        foreach (var operation in joined)
            operation.Place(Add.Location);
        var statement = new Statement(group[0].Location, "AlterTableStmt", joined.ToValueList())
        {
            Tables = [Add.Table],
            Directives = group.SelectMany(one => one.Directives).Where(directive => directive.Name is "up" or "down" or "on-error" or "strategy").Select(Renamed).ToValueList(),
        };
        return Migration with { Statements = Statements(statement, lost.Kept, between).ToValueList() };
    }

    // What the change is made of goes; the rest stays where it is.
    private IEnumerable<Statement> Statements(Statement joined, IReadOnlyList<Operation> kept, List<Operation> between)
    {
        foreach (var statement in Migration.Statements)
        {
            var rest = statement.Operations.Where(operation => !kept.Contains(operation, ByReference.Instance) && !(between.Contains(operation, ByReference.Instance) && IsPart(operation)))
                .Concat(statement.Operations.OfType<UpdateRows>().Where(update => between.Contains(update, ByReference.Instance) && IsPart(update)).Select(Rest).OfType<Operation>()).ToValueList();
            if (rest.Count == statement.Operations.Count && rest.SequenceEqual(statement.Operations))
                yield return statement;
            else if (rest.Count > 0)
                yield return statement with { Operations = rest };
            if (statement.Operations.Contains(Last, ByReference.Instance))
                yield return joined;
        }
    }

    private bool IsPart(Operation operation) => ReferenceEquals(operation, Add) || ReferenceEquals(operation, Away) || ReferenceEquals(operation, Drop) || ReferenceEquals(operation, Last)
        || (operation is UpdateRows update && Schema.Same(update.Table, Add.Table) && update.Targets.Contains(Temporary))
        || IsOnNew(operation);

    // In between the column has this name only.
    private bool IsOnNew(Operation operation) => operation is TableOperation { Table: var table } && Schema.Same(table, Add.Table) && operation switch
    {
        AddColumn or DropColumn or RenameColumn => false,
        ColumnOperation change => IsNew(change, change.Column),
        AddConstraint add => add.Constraint.ConstrainedColumns.Contains(Temporary),
        CreateIndex create => create.Index.Columns.Any(key => key.Column == Temporary || key.Expression?.Columns.Contains(Temporary) == true) || create.Index.Include.Contains(Temporary) || create.Index.Where?.Columns.Contains(Temporary) == true,
        ValidateConstraint validate => Migration.Operations.OfType<AddConstraint>().Any(add => add.Constraint.Name == validate.Constraint && IsOnNew(add)),
        _ => false,
    };

    // Before ADD COLUMN the name may be the old column's.
    private bool IsNew(Operation operation, string column) => column == Temporary
        && Migration.Operations.TakeWhile(one => !ReferenceEquals(one, operation)).Contains(Add, ByReference.Instance);

    private sealed class ByReference : IEqualityComparer<Operation>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(Operation? one, Operation? other) => ReferenceEquals(one, other);

        public int GetHashCode(Operation operation) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(operation);
    }
}
