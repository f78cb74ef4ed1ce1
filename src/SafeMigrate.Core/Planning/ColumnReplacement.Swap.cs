using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

// One short transaction in which the new column takes the names, and the same backwards.
internal sealed partial record ColumnReplacement
{
    private string SwapTitle => KeepsName ? $"let {FinalName} be the new column" : $"take the name {Old.Name} away";

    private Operation Swapped => new RenameColumn(TableName, Old.Name, Tombstone);

    private Operation SwappedBack => KeepsName ? new RenameColumn(TableName, FinalName, New.Name) : new RenameColumn(TableName, Tombstone, Old.Name);

    private LockTable Locked => new(TableName, "AccessExclusiveLock");

    private ValueList<Operation> Swap =>
    [
        Locked,
        new RequireAsRemembered(TableName, Old.Name, Sync.Name, Hanging) { Changeable = Changeable, Dropped = Dropped },
        .. KeepsName ? Array.Empty<Operation>() : [new CarryPrivileges(TableName, Old.Name, FinalName, Sync.Name)],
        new DropSync(Sync),
        .. Incoming.Select(key => new DropConstraint(key.Child, key.Old.Name!)),
        .. Key is { } key ? Adopted(key.New) : [],
        .. Retaken(Incoming.Select(key => (key.Child, key.Old, key.New))),
        new RenameColumn(TableName, Old.Name, Tombstone),
        .. KeepsName ? [new RenameColumn(TableName, New.Name, FinalName)] : Array.Empty<Operation>(),
        Moved(Tombstone, FinalName),
        .. KeepsName ? [Properties(Tombstone, FinalName)] : Array.Empty<Operation>(),
        .. NewDefault is { } value ? [new SetDefault(TableName, FinalName, value)] : Array.Empty<Operation>(),
        .. Old.Default is not null ? [new DropDefault(TableName, Tombstone)] : Array.Empty<Operation>(),
        .. PartDefaults(FinalName, Tombstone),

        .. Numbered ? [new MoveSequence(TableName, Tombstone, FinalName, Old.Identity)] : Array.Empty<Operation>(),

        .. NotNullNames(Tombstone, FinalName),

        // What does not fit the old type must not fail a write of the new version.
        .. DownMayFail ? Tables.Where(table => table.Column(Old.Name)!.NotNull).Select(table => new DropNotNull(table.Name, Tombstone)) : [],
        .. Indexes.SelectMany(pair => Parts(pair.Old.Table, pair.Old.Name!, pair.New.Name!)
            .Concat(NamesOver(pair.Old.Name!, pair.New.Name!, (from, to) => new RenameIndex(pair.Old.Table with { Name = from }, to)))),
        .. Constraints.SelectMany(pair => (pair.Old is IndexConstraint ? Parts(pair.Owner, pair.Old.Name!, pair.New.Name!) : [])
            .Concat(NamesOver(pair.Old.Name!, pair.New.Name!, (from, to) => new RenameConstraint(pair.Owner, from, to)))
            .Concat(pair.Old is ForeignKey ? [.. NamedParts(pair.Owner, TombstoneOf(pair.Old.Name!)), .. NamedParts(pair.Owner, pair.Old.Name!)] : [])),
        .. IsKeyPartitioned ? [] : Incoming.SelectMany(key => NamedParts(key.Child, key.Old.Name!).Prepend(new RenameConstraint(key.Child, key.New.Name!, key.Old.Name!))),
        .. Comments(TombstoneOf, name => name),
        new CreateSync(ReverseSync),
        .. Fitted(ReverseSync),
        new RememberColumn(TableName, FinalName, ReverseSync.Name),
    ];

    private ValueList<Operation> SwapBack =>
    [
        Locked,
        new RequireAsRemembered(TableName, FinalName, ReverseSync.Name, Hanging) { Changeable = Changeable, Dropped = Dropped },
        new DropSync(ReverseSync),
        .. Old.NotNull && DownMayFail
            ? [new SetNotNull(TableName, Tombstone), new DropConstraint(TableName, CheckName) { IfExists = true }]
            : Array.Empty<Operation>(),
        .. Incoming.Select(key => new DropConstraint(key.Child, key.Old.Name!)),
        .. Key is not null ? Adopted(KeyBack!) : [],
        .. Retaken(IncomingBack.Select(key => (key.Child, key.Old, key.Back))),
        .. KeepsName ? [new RenameColumn(TableName, FinalName, New.Name)] : Array.Empty<Operation>(),
        new RenameColumn(TableName, Tombstone, Old.Name),
        Moved(New.Name, Old.Name),
        Properties(New.Name, Old.Name),
        .. Old.Default is { } value ? [new SetDefault(TableName, Old.Name, value)] : Array.Empty<Operation>(),
        .. NewDefault is not null ? [new DropDefault(TableName, New.Name)] : Array.Empty<Operation>(),
        .. PartDefaults(Old.Name, New.Name),

        .. Numbered ? [new MoveSequence(TableName, New.Name, Old.Name, Old.Identity)] : Array.Empty<Operation>(),

        .. NotNullNames(New.Name, Old.Name),

        // The old version does not write the new column; the trigger fills it, but not where a value does not convert.
        .. Tables.Where(table => table.Column(Old.Name)!.NotNull).Select(table => new DropNotNull(table.Name, New.Name)),
        .. Indexes.SelectMany(pair => Parts(pair.Old.Table, pair.Old.Name!, TombstoneOf(pair.Old.Name!))
            .Concat(NamesBack(pair.Old.Name!, pair.New.Name!, (from, to) => new RenameIndex(pair.Old.Table with { Name = from }, to)))),
        .. Constraints.SelectMany(pair => pair.New is UniqueConstraint
            ? Parts(pair.Owner, pair.Old.Name!, TombstoneOf(pair.Old.Name!)).Concat(NamesBack(pair.Old.Name!, pair.New.Name!, (from, to) => new RenameConstraint(pair.Owner, from, to)))

            // The next contract adds and validates it again; kept, a foreign key would hold its parent's key.
            : [new DropConstraint(pair.Owner, pair.Old.Name!), new RenameConstraint(pair.Owner, TombstoneOf(pair.Old.Name!), pair.Old.Name!), .. pair.Old is ForeignKey ? NamedParts(pair.Owner, pair.Old.Name!) : []]),
        .. IsKeyPartitioned ? [] : IncomingBack.SelectMany(key => NamedParts(key.Child, key.Old.Name!).Prepend(new RenameConstraint(key.Child, key.Back.Name!, key.Old.Name!))),
        new CreateSync(Sync),
        .. Fitted(Sync),
        new RememberColumn(TableName, Old.Name, Sync.Name),
    ];

    // All rows are filled.
    private static IEnumerable<Operation> Fitted(ColumnSync sync) => sync.IsPlain ? [new FitSync(sync)] : [];

    // Whoever grants or comments until then does so on the column that has the name.
    private Operation Properties(string from, string to) => new CopyProperties(TableName, from, to, Old.Type == New.Type) { Comment = true };

    // What the swap puts in the place of what the old column has; anything else would be lost with it.
    private ValueList<string> Hanging =>
    [
        .. Indexes.Select(pair => pair.Old.Name!),
        .. Constraints.Select(pair => pair.Old.Name!),
        .. Key is { } key ? [key.Old.Name!] : Array.Empty<string>(),
        .. Incoming.Select(key => key.Old.Name!),
    ];

    // A revert builds them again, for the old column only.
    private ValueList<string> Dropped => Context.Migration.Operations.OfType<DropIndex>().Select(drop => drop.Index.Name).ToValueList();

    private ValueList<string> Changeable => Context.Migration.Operations.Count(operation => operation is ColumnOperation change && change.Column == Old.Name && Context.Schema.Same(change.Table, TableName)) > 1
        ? ["type", "NOT NULL", "default", "statistics target", "options", "storage"]
        : KeepsName ? ["statistics target", "options", .. Old.Type == New.Type ? ["storage"] : Array.Empty<string>()] : [];

    /// <summary>The column takes its values from a sequence of its own.</summary>
    private bool Numbered => Old.Identity is not null || Old.Default?.Functions.Contains("nextval") == true;

    // The index gets the name of the constraint.
    private AddConstraint Adopt(PrimaryKey key) => new AddPrimaryKey(TableName, key with { Name = Key?.Old.Name, UsingIndex = key.Name, Columns = [], Include = [] });

    // Of a partitioned table there is no index to take over, but one on each partition.
    private IEnumerable<Operation> Adopted(PrimaryKey key) => Table.PartitionBy is null
        ? [new DropConstraint(TableName, Key!.Value.Old.Name!), Adopt(key)]
        : [new ReplacePartitionedKey(TableName, Key!.Value.Old.Name!, key with { Name = Key.Value.Old.Name })];

    private ValueList<Step> NotNullAgain => Old.NotNull && DownMayFail
        ? Steps.NotNull(TableName, Tombstone, CheckName).Take(2).Select(step => step with { Sign = SwappedBack }).ToValueList()
        : [];

    // What is old gets a name out of the way, what is new the name that was the old one's.
    private IEnumerable<Operation> NamesOver(string old, string @new, Func<string, string, Operation> rename) => [rename(old, TombstoneOf(old)), rename(@new, old)];

    private IEnumerable<Operation> NamesBack(string old, string @new, Func<string, string, Operation> rename) => [rename(old, @new), rename(TombstoneOf(old), old)];

    // Where the catalog was not asked, the server is.
    private IEnumerable<Operation> Comments(Func<string, string> from, Func<string, string> to) => Context.Schema.IsComplete && !Table.Dependents.Any(dependent => dependent.Kind == "comment")
        ? []
        :
        [
            .. Indexes.Select(pair => new CopyComment(pair.Old.Table, from(pair.Old.Name!), to(pair.Old.Name!), IsIndex: true)),
            .. Constraints.Select(pair => new CopyComment(pair.Owner, from(pair.Old.Name!), to(pair.Old.Name!), IsIndex: false)),
        ];

    private string TombstoneOf(string name) => Context.Unique("sm_old", name);
}
