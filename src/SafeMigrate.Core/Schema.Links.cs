using SafeMigrate.Operations;

namespace SafeMigrate;

/// <content>
/// What leads from a name to tables: kept with the tables, because a history of thousands of migrations asks once for each operation, and looking
/// through all tables each time would make it quadratic.
/// </content>
public sealed partial record Schema
{
    private const string Partitions = "\0partitions";

    // Of a parent, the tables that reference it, and under a key of their own its partitions; the values are their names.
    private PersistentMap<PersistentMap<QualifiedName>> children = PersistentMap<PersistentMap<QualifiedName>>.Empty;

    // Of an index, or a constraint with one, its table.
    private PersistentMap<QualifiedName> owners = PersistentMap<QualifiedName>.Empty;

    // Of a partitioned table, its DEFAULT partition.
    private PersistentMap<QualifiedName> defaults = PersistentMap<QualifiedName>.Empty;

    // Of a relation, the views that read it or did so before they were replaced.
    private PersistentMap<PersistentMap<QualifiedName>> readers = PersistentMap<PersistentMap<QualifiedName>>.Empty;

    /// <summary>The known DEFAULT partition of a table, or null.</summary>
    internal QualifiedName? DefaultPartitionOf(QualifiedName parent) => defaults.TryGetValue(Key(parent), out var partition) ? partition : null;

    /// <summary>The table with an index or an index constraint of this name, or null where it is not known.</summary>
    internal Table? OwnerOf(QualifiedName index) => owners.TryGetValue(Key(index), out var table) ? Find(table) : null;

    /// <summary>The known partitions of a table, without those of its partitions.</summary>
    private bool HasRelation(QualifiedName name) => OwnerOf(name) is not null || Find(name) is not null || FindView(name) is not null || FindMaterializedView(name) is not null;

    internal IEnumerable<Table> DirectPartitionsOf(QualifiedName name) => Children(Key(name) + Partitions).Where(table => table.PartitionOf is { } of && Same(of.Parent, name));

    private IEnumerable<Table> Children(string parent) =>
        children.TryGetValue(parent, out var known) ? known.Values.Select(Find).OfType<Table>() : [];

    private Schema Linked(Table? before, Table? after)
    {
        var name = (after ?? before)!.Name;
        var (links, names) = (children, owners);
        if (before is null || after is null || !ReferenceEquals(before.Constraints, after.Constraints) || before.PartitionOf != after.PartitionOf)
            links = Linked(links, name, Parents(before), Parents(after));
        if (before is null || after is null || !ReferenceEquals(before.Indexes, after.Indexes) || !ReferenceEquals(before.Constraints, after.Constraints))
            names = Owned(names, name, before, after);
        var rest = before?.PartitionOf == after?.PartitionOf ? defaults : WithDefault(name, before?.PartitionOf, after?.PartitionOf);
        return ReferenceEquals(links, children) && ReferenceEquals(names, owners) && ReferenceEquals(rest, defaults)
            ? this
            : this with { children = links, owners = names, defaults = rest };
    }

    private PersistentMap<QualifiedName> WithDefault(QualifiedName table, PartitionOf? before, PartitionOf? after)
    {
        var rest = before is { IsDefault: true } ? defaults.Without(Key(before.Parent)) : defaults;
        return after is { IsDefault: true } ? rest.With(Key(after.Parent), table) : rest;
    }

    private Schema Read(QualifiedName view, IEnumerable<QualifiedName> reads) => this with
    {
        readers = reads.Aggregate(readers, (links, read) => links.With(
            Key(read), (links.TryGetValue(Key(read), out var known) ? known : PersistentMap<QualifiedName>.Empty).With(Key(view), view))),
    };

    private PersistentMap<PersistentMap<QualifiedName>> Linked(
        PersistentMap<PersistentMap<QualifiedName>> links, QualifiedName child, List<string> before, List<string> after)
    {
        foreach (var parent in before)
        {
            if (!after.Contains(parent) && links.TryGetValue(parent, out var known))
                links = links.With(parent, known.Without(Key(child)));
        }

        foreach (var parent in after)
        {
            if (!before.Contains(parent))
                links = links.With(parent, (links.TryGetValue(parent, out var known) ? known : PersistentMap<QualifiedName>.Empty).With(Key(child), child));
        }

        return links;
    }

    private PersistentMap<QualifiedName> Owned(PersistentMap<QualifiedName> names, QualifiedName table, Table? before, Table? after)
    {
        var (old, now) = (IndexNames(before), IndexNames(after));
        foreach (var index in old)
        {
            if (!now.Contains(index) && names.TryGetValue(IndexKey(table, index), out var owner) && Same(owner, table))
                names = names.Without(IndexKey(table, index));
        }

        foreach (var index in now)
        {
            if (!old.Contains(index))
                names = names.With(IndexKey(table, index), table);
        }

        return names;
    }

    // An index lives in the schema of its table.
    private string IndexKey(QualifiedName table, string index) => Key(table with { Name = index });

    private List<string> Parents(Table? table)
    {
        var parents = new List<string>();
        if (table?.PartitionOf is { } partition)
            parents.Add(Key(partition.Parent) + Partitions);
        foreach (var constraint in table?.Constraints ?? ValueList<Constraint>.Empty)
        {
            if (constraint is ForeignKey key && Key(key.ReferencedTable) is var parent && !parents.Contains(parent))
                parents.Add(parent);
        }

        return parents;
    }

    private static List<string> IndexNames(Table? table)
    {
        var names = new List<string>();
        foreach (var index in table?.Indexes ?? ValueList<Index>.Empty)
            Add(index.Name);
        foreach (var constraint in table?.Constraints ?? ValueList<Constraint>.Empty)
            Add(constraint is IndexConstraint ? constraint.Name : null);
        return names;

        void Add(string? name)
        {
            if (name is not null)
                names.Add(name);
        }
    }
}
