using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>Constraints: what is checked against the rows that exist, and what is locked at the other end of a foreign key.</summary>
internal static class ConstraintLocks
{
    public static LockEffect? Of(Operation operation, EffectBuilder effect) => operation switch
    {
        AddForeignKey add => effect
            .LockTree(add.Table, LockMode.ShareRowExclusive)
            .LockTree(add.ForeignKey.ReferencedTable, LockMode.ShareRowExclusive)
            .Scan(add.Table, ChecksRows(add.ForeignKey) && !IsOnEveryPartition(add, effect.Schema)),
        AddCheck add => effect.Alter(add.Table).Scan(add.Table, ChecksRows(add.Check)),
        AddNotNull add => effect.Alter(add.Table)
            .Scan(add.Table, ChecksRows(add.NotNull) && !PostgresLocks.ProvesNotNull(effect.Schema, add.Table, add.NotNull.Column)),
        AddPrimaryKey add => effect.Alter(add.Table)
            .Build(add.Table, add.PrimaryKey.UsingIndex is null)
            .Scan(add.Table, KeyOf(add, effect.Schema).Any(column => !PostgresLocks.ProvesNotNull(effect.Schema, add.Table, column))),
        AddConstraint add => effect.Alter(add.Table).Build(add.Table, add.Constraint is IndexConstraint { UsingIndex: null }),
        ValidateConstraint validate => Validating(validate, effect),
        DropConstraint drop => Dropping(drop, effect),
        AlterConstraint alter => Altering(alter, effect),
        ReplacePrimaryKey replace => effect.Alter(replace.Table),
        ReplacePartitionedKey replace => effect.Alter(replace.Table),
        NamePartitionKeys keys => effect.Alter(keys.Table),
        RenameConstraint rename => effect.Alter(rename.Table),
        _ => null,
    };

    /// <summary>The key columns, of the index where one is used; empty where they are not known.</summary>
    public static IEnumerable<string> KeyOf(AddPrimaryKey add, Schema schema) => add.PrimaryKey.UsingIndex is not { } used
        ? add.PrimaryKey.Columns
        : schema.Find(add.Table)?.Indexes.FirstOrDefault(index => index.Name == used)?.Columns.Select(key => key.Column).OfType<string>() ?? [];

    // What each partition has validated already is taken over without another look at the rows.
    private static bool IsOnEveryPartition(AddForeignKey add, Schema schema)
    {
        var partitions = schema.DirectPartitionsOf(add.Table).ToList();
        return partitions.Count > 0 && partitions.All(partition => partition.Constraints.OfType<ForeignKey>().Any(key => !key.NotValid && !key.NotEnforced
            && schema.Same(key.ReferencedTable, add.ForeignKey.ReferencedTable)
            && key.Columns.Equals(add.ForeignKey.Columns) && key.ReferencedColumns.Equals(add.ForeignKey.ReferencedColumns)));
    }

    private static bool ChecksRows(Constraint constraint) => constraint is { NotValid: false, NotEnforced: false };

    private static LockEffect Validating(ValidateConstraint validate, EffectBuilder effect)
    {
        var constraint = effect.Schema.Find(validate.Table)?.Constraint(validate.Constraint);
        if (constraint is { NotValid: false })
            return effect.Lock(validate.Table, LockMode.ShareUpdateExclusive);

        effect.LockTree(validate.Table, LockMode.ShareUpdateExclusive).Scan(validate.Table);
        return constraint is ForeignKey key ? effect.Lock(key.ReferencedTable, LockMode.RowShare) : effect;
    }

    private static LockEffect Dropping(DropConstraint drop, EffectBuilder effect)
    {
        effect.Alter(drop.Table);
        var constraint = effect.Schema.Find(drop.Table)?.Constraint(drop.Constraint);
        if (constraint is ForeignKey key)
            effect.LockTree(key.ReferencedTable, LockMode.AccessExclusive);
        if (constraint is IndexConstraint && drop.Cascade)
            effect.LockTrees(effect.Schema.ReferencesTo(drop.Table).Select(pair => pair.Table.Name), LockMode.AccessExclusive);
        return effect;
    }

    private static LockEffect Altering(AlterConstraint alter, EffectBuilder effect)
    {
        effect.Alter(alter.Table);
        return alter.Enforced is not null && effect.Schema.Find(alter.Table)?.Constraint(alter.Constraint) is ForeignKey key
            ? effect.Lock(key.ReferencedTable, alter.Enforced == true ? LockMode.ShareRowExclusive : LockMode.AccessExclusive)
                .Scan(alter.Table, alter.Enforced == true)
            : effect;
    }
}
