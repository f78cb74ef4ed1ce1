using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>Views, sequences, types and domains, and the tables that use them.</summary>
internal static class ObjectLocks
{
    public static LockEffect? Of(Operation operation, EffectBuilder effect) => operation switch
    {
        CreateView create => Viewing(create, effect),
        CreateMaterializedView create => effect.LockAll(create.Reads, LockMode.AccessShare),
        RefreshMaterializedView refresh => effect
            .Lock(refresh.View, refresh.Concurrently ? LockMode.Exclusive : LockMode.AccessExclusive)
            .Rewrite(refresh.View, !refresh.Concurrently)
            .Scan(refresh.View, refresh.Concurrently)
            .LockAll(effect.Schema.FindMaterializedView(refresh.View)?.Reads ?? [], LockMode.AccessShare),
        AlterSequence alter => effect.Lock(alter.Sequence, LockMode.ShareRowExclusive),
        DropObject drop when IsRelation(drop.Kind) => effect.Lock(drop.Object, LockMode.AccessExclusive),
        RenameObject rename when IsRelation(rename.Kind) => effect.Lock(rename.Object, LockMode.AccessExclusive),
        MoveObject move when IsRelation(move.Kind) => effect.Lock(move.Object, LockMode.AccessExclusive),
        ChangeOwner change when IsRelation(change.Kind) => effect.Lock(change.Object, LockMode.AccessExclusive),
        AddDomainConstraint add => Checking(add.Domain, effect, !add.Check.NotValid),
        ValidateDomainConstraint validate => Checking(validate.Domain, effect, true),
        SetDomainNotNull set => Checking(set.Domain, effect, set.NotNull),
        _ => null,
    };

    private static bool IsRelation(ObjectKind kind) => kind is ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.Sequence or ObjectKind.ForeignTable;

    private static LockEffect Viewing(CreateView create, EffectBuilder effect)
    {
        if (create.Replace && effect.Schema.FindView(create.View) is not null)
            effect.Lock(create.View, LockMode.AccessExclusive);
        return effect.LockAll(create.Reads, LockMode.AccessShare);
    }

    // Every table that uses the domain is read while nobody may write to it.
    private static LockEffect Checking(QualifiedName domain, EffectBuilder effect, bool checks)
    {
        var users = effect.Schema.Tables.Where(table => table.PartitionBy is null
            && table.Columns.Any(column => effect.Schema.Same(new QualifiedName(column.Type.Schema, column.Type.Name), domain)));
        foreach (var table in checks ? users : [])
            effect.Lock(table.Name, LockMode.Share).Scan(table.Name);
        return effect;
    }
}
