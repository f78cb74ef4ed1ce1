using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>ALTER TABLE ... COLUMN: nearly all of it is ACCESS EXCLUSIVE; what differs is what happens under it.</summary>
internal static class ColumnLocks
{
    public static LockEffect? Of(Operation operation, EffectBuilder effect, bool utc) => operation switch
    {
        AddColumn add => Adding(add, effect),
        DropColumn drop => Dropping(drop, effect),
        ChangeColumnType change => Retyping(change, effect, utc),
        SetNotNull set => effect.Alter(set.Table).Scan(set.Table, !PostgresLocks.ProvesNotNull(effect.Schema, set.Table, set.Column)),
        SetExpression set => effect.Alter(set.Table)
            .Rewrite(set.Table, effect.Schema.Find(set.Table)?.Column(set.Column)?.Generated?.Stored ?? true),
        SetColumnProperty { Property: "STATISTICS" } set => effect.LockTree(set.Table, LockMode.ShareUpdateExclusive),
        SetColumnProperty { Property: "OPTIONS" } set => effect.Lock(set.Table, LockMode.ShareUpdateExclusive),
        AddIdentity or ChangeIdentity or DropIdentity => effect.Lock(((ColumnOperation)operation).Table, LockMode.AccessExclusive),
        ColumnOperation change => effect.Alter(change.Table),
        _ => null,
    };

    /// <summary>True where every row gets a value of its own, so that the table is written anew.</summary>
    public static bool FillsRows(Column column, Schema schema) =>
        column.IsSerial || column.Identity is not null || column.Generated is { Stored: true }
        || (column.Default is { } value && Volatility.IsVolatile(value))
        || IsConstrainedDomain(column, schema);

    /// <summary>True for a domain that forbids something: the server then writes every row to test the value, until version 18 at least.</summary>
    public static bool IsConstrainedDomain(Column column, Schema schema) =>
        column.Type.ArrayDimensions == 0 && schema.FindDomain(new QualifiedName(column.Type.Schema, column.Type.Name)) is { } domain
        && (domain.NotNull || domain.Checks.Count > 0);

    private static LockEffect Adding(AddColumn add, EffectBuilder effect)
    {
        var (table, column) = (add.Table, add.Column);
        if (add.IfNotExists && effect.Schema.Find(table)?.Column(column.Name) is not null)
            return effect.Lock(table, LockMode.AccessExclusive);

        effect.Alter(table);
        var rewrites = FillsRows(column, effect.Schema);
        var filled = column.Default is { IsNull: false };
        foreach (var constraint in column.Constraints)
        {
            if (constraint is ForeignKey key)
                effect.LockTree(key.ReferencedTable, LockMode.ShareRowExclusive).Scan(table, filled && !key.NotEnforced);
            effect.Scan(table, constraint is CheckConstraint { NotEnforced: false } && !rewrites);
            effect.Build(table, constraint is IndexConstraint);
        }

        // Without a default every row that exists is a violation: the scan stops at the first.
        var unfilled = column.NotNull && !filled && column.Generated is null or { Stored: false };
        return effect.Rewrite(table, rewrites).Scan(table, !rewrites && column.NotNull && unfilled);
    }

    private static LockEffect Dropping(DropColumn drop, EffectBuilder effect)
    {
        effect.Alter(drop.Table);
        foreach (var key in KeysOver(effect.Schema, drop.Table, drop.Column))
            effect.LockTree(key, LockMode.AccessExclusive);
        return effect;
    }

    private static LockEffect Retyping(ChangeColumnType change, EffectBuilder effect, bool utc)
    {
        var table = effect.Schema.Find(change.Table);
        var column = table?.Column(change.Column);

        // Foreign keys on either side are dropped and made again.
        effect.Alter(change.Table).LockTrees(KeysOver(effect.Schema, change.Table, change.Column), LockMode.AccessExclusive);
        if (column is null || TypeChange.Rewrites(change, column.Type, utc))
            return Rewriting(change, effect);

        var resorted = change.Collation != column.Collation || TypeChange.RebuildsIndexes(column.Type, change.Type);
        return effect
            .Build(change.Table, resorted && IsIndexed(table!, change.Column))
            .Scan(change.Table, table!.Constraints.OfType<CheckConstraint>().Any(check => !check.NotValid && check.Condition.Columns.Contains(change.Column)));
    }

    /// <summary>True for a column that an index or an index constraint uses.</summary>
    internal static bool IsIndexed(Table table, string column) =>
        table.Indexes.Any(index => index.Columns.Any(key => key.Column == column || key.Expression?.Columns.Contains(column) == true))
        || table.Constraints.OfType<IndexConstraint>().Any(constraint => constraint.Columns.Contains(column));

    // Foreign keys that reference the column are checked again, because another operator compares now.
    private static LockEffect Rewriting(ChangeColumnType change, EffectBuilder effect)
    {
        effect.Rewrite(change.Table);
        var keys = Incoming(effect.Schema, change.Table, change.Column).Where(pair => !pair.Key.NotValid && !effect.Schema.Same(pair.Table.Name, change.Table));
        foreach (var (child, _) in keys)
            effect.Scan(child.Name);
        return effect;
    }

    // The tables at the other end of foreign keys that use the column.
    private static IEnumerable<QualifiedName> KeysOver(Schema schema, QualifiedName table, string column)
    {
        var outgoing = schema.Find(table)?.Constraints.OfType<ForeignKey>().Where(key => key.Columns.Contains(column)) ?? [];
        return outgoing.Select(key => key.ReferencedTable).Concat(Incoming(schema, table, column).Select(pair => pair.Table.Name));
    }

    private static IEnumerable<(Table Table, ForeignKey Key)> Incoming(Schema schema, QualifiedName table, string column) => schema.ReferencesTo(table)
        .Where(pair => pair.Key.ReferencedColumns.Contains(column)
            || (pair.Key.ReferencedColumns.Count == 0 && schema.Find(table)?.KeyColumns.Contains(column) == true));
}
