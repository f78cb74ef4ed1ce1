using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

// What a partitioned table needs besides: its partitions' part of everything.
internal sealed partial record ColumnReplacement
{
    // Before the swap the whole has no key on the new column that another table could reference.
    private bool IsKeyPartitioned => Table.PartitionBy is not null;

    // Every row satisfied the old key until this moment, and every write the new one from here on: that the rows were checked is only to be written down.
    private IEnumerable<Operation> Retaken(IEnumerable<(QualifiedName Child, ForeignKey Old, ForeignKey New)> incoming) => !IsKeyPartitioned ? [] : incoming.SelectMany(key =>
        (PartitionTree.ProvesApart(Context, key.Child) ? PartitionTree.Leaves(Context, key.Child).Select(part => part.Name) : [key.Child])
        .Select(child => new AddForeignKey(child, key.New with { Name = key.Old.Name, NotValid = true })));

    // A key that comes back to the whole of another partitioned table is no stranger either.
    private IEnumerable<Step> Proved(IEnumerable<(QualifiedName Child, ForeignKey Old, ForeignKey New)> incoming, Operation remember) => !IsKeyPartitioned ? [] : incoming.SelectMany(key =>
        new PartitionTree(Context).ForeignKey(key.Child, key.Old, key.Old.Name!).Where(step => step.Operations[0] is ValidateConstraint or AddForeignKey { ForeignKey.NotValid: false })
            .Select(step => step.Operations[0] is AddForeignKey ? step with { Operations = [.. step.Operations, remember] } : step));

    private IEnumerable<Operation> Parts(QualifiedName table, string one, string other) => IsWhole(table) ? [new SwapPartitionIndexes(table, one, other)] : [];

    private IEnumerable<Operation> NamedParts(QualifiedName table, string constraint) => IsWhole(table) ? [new NamePartitionKeys(table, constraint)] : [];

    private IEnumerable<Operation> NotNullNames(string from, string to) => Context.Version < 18 ? []
        : Tables.Where(table => table.Column(Old.Name)!.NotNull && (!Old.NotNull || ReferenceEquals(table, Table))).Select(table => new SwapNotNullNames(table.Name, from, to));

    // A partition may have another default than the whole, for rows that are written to it by its name.
    private IEnumerable<Operation> PartDefaults(string to, string from) => Tables.Skip(1).SelectMany(part => (part.Column(Old.Name)?.Default, Table.Column(Old.Name)?.Default) switch
    {
        var (own, whole) when Equals(own, whole) => [],
        ({ } own, _) => [new SetDefault(part.Name, to, own), new DropDefault(part.Name, from)],
        _ => new Operation[] { new DropDefault(part.Name, to) },
    });

    // The server renames the column on all of them at once, so that nothing of it could be moved from one column to the other.
    private string? PartObstacle(Table part) =>
        Dependents.OfPart(part, Old) is { } dependent ? $"{dependent} depends on {part.Name}.{Old.Name}, a partition's own, and would stay with the old column: drop it in an earlier migration and create it again in a later one"
        : part.Constraints.OfType<PrimaryKey>().FirstOrDefault(key => !key.IsInherited && key.Columns.Contains(Old.Name)) is { } own
            ? $"primary key {own.Name} of partition {part.Name} is its own: drop it in an earlier migration and add it again in a later one"
        : Context.Schema.ReferencesTo(part.Name).FirstOrDefault(key => !key.Key.IsInherited && Referenced(key.Key).Contains(Old.Name)) is { Key: { } reference, Table: { } child }
            ? $"{reference.Name} of {child.Name} references {part.Name}, a partition: drop it in an earlier migration and add it again in a later one"
        : null;
}
