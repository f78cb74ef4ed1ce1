using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>Collects one operation's effect; a relation named twice keeps its strongest lock.</summary>
internal sealed class EffectBuilder(Schema schema)
{
    private readonly List<RelationLock> locks = [];
    private readonly List<QualifiedName> scans = [];
    private readonly List<QualifiedName> rewrites = [];
    private readonly List<QualifiedName> builds = [];
    private bool outside;
    private bool waits;

    public Schema Schema => schema;

    public static implicit operator LockEffect(EffectBuilder builder) => new(builder.locks.ToValueList())
    {
        Scans = builder.scans.ToValueList(),
        Rewrites = builder.rewrites.ToValueList(),
        Builds = builder.builds.ToValueList(),
        OutsideTransaction = builder.outside,
        WaitsForSnapshots = builder.waits,
    };

    public EffectBuilder Lock(QualifiedName relation, LockMode mode)
    {
        var known = locks.FindIndex(held => schema.Same(held.Relation, relation));
        if (known < 0)
            locks.Add(new RelationLock(relation, mode));
        else if (locks[known].Mode < mode)
            locks[known] = new RelationLock(locks[known].Relation, mode);
        return this;
    }

    /// <summary>The table and all its partitions.</summary>
    public EffectBuilder LockTree(QualifiedName table, LockMode mode)
    {
        Lock(table, mode);
        foreach (var partition in schema.PartitionsOf(table))
            Lock(partition.Name, mode);
        return this;
    }

    /// <summary>All tables with their partitions in one mode.</summary>
    public EffectBuilder LockTrees(IEnumerable<QualifiedName> tables, LockMode mode)
    {
        foreach (var table in tables)
            LockTree(table, mode);
        return this;
    }

    /// <summary>All relations in one mode.</summary>
    public EffectBuilder LockAll(IEnumerable<QualifiedName> relations, LockMode mode)
    {
        foreach (var relation in relations)
            Lock(relation, mode);
        return this;
    }

    /// <summary>What ALTER TABLE takes unless the subcommand is known to need less.</summary>
    public EffectBuilder Alter(QualifiedName table) => LockTree(table, LockMode.AccessExclusive);

    public EffectBuilder Scan(QualifiedName table, bool when = true) => Collect(scans, table, when);

    public EffectBuilder Rewrite(QualifiedName table, bool when = true) => Collect(rewrites, table, when);

    public EffectBuilder Build(QualifiedName table, bool when = true) => Collect(builds, table, when);

    public EffectBuilder OutsideTransaction(bool when = true)
    {
        outside |= when;
        return this;
    }

    public EffectBuilder WaitForSnapshots(bool when = true)
    {
        waits |= when;
        return this;
    }

    /// <summary>Adds all of <paramref name="effect"/>.</summary>
    public EffectBuilder Add(LockEffect effect)
    {
        foreach (var held in effect.Locks)
            Lock(held.Relation, held.Mode);
        scans.AddRange(effect.Scans.Where(table => !scans.Contains(table)));
        rewrites.AddRange(effect.Rewrites.Where(table => !rewrites.Contains(table)));
        builds.AddRange(effect.Builds.Where(table => !builds.Contains(table)));
        return OutsideTransaction(effect.OutsideTransaction).WaitForSnapshots(effect.WaitsForSnapshots);
    }

    // A partitioned table has no rows of its own; where none of its partitions is known it stands for them.
    private EffectBuilder Collect(List<QualifiedName> list, QualifiedName table, bool when)
    {
        if (!when)
            return this;
        var leaves = schema.PartitionsOf(table).Where(partition => partition.PartitionBy is null).Select(partition => partition.Name).ToList();
        list.AddRange((leaves.Count == 0 ? [table] : leaves).Where(leaf => !list.Contains(leaf)));
        return this;
    }
}
