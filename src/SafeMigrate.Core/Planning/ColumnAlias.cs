using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// A second name for a column, while two versions are there: a copy that a trigger keeps equal. Contract lets the column itself have the new
/// name, in an instant and with all that hangs on it; the copy gets a name out of the way and follows it, so that revert is the same
/// backwards, until purge.
/// </summary>
/// <param name="Context">The migration so far.</param>
/// <param name="Table">The table as it is.</param>
/// <param name="Old">The column.</param>
/// <param name="NewName">The name it will have.</param>
internal sealed record ColumnAlias(PlanContext Context, Table Table, Column Old, string NewName)
{
    private QualifiedName TableName => Table.Name;

    private Column Copy => Old with { Name = NewName };

    private string Tombstone => Context.Unique("sm_old", Old.Name);

    private ColumnSync Sync => new(Context.Unique("sync", $"{TableName.Name}_{Old.Name}", 40), TableName, Old, Copy, SyncDirection.TwoWay) { FollowsParent = ColumnReplacement.FollowsParent(Table, Old) };

    // The names of then: the column itself has the new one.
    private ColumnSync ReverseSync => Sync with { Old = Old with { Name = Tombstone, Identity = null }, New = Copy, Direction = SyncDirection.NewToOld };

    private LockTable Locked => new(TableName, "AccessExclusiveLock");

    private Operation Renamed => new RenameColumn(TableName, NewName, Tombstone);

    private Operation RenamedBack => new RenameColumn(TableName, NewName, Old.Name);

    public Plan Plan() => new([])
    {
        Strategy = $"Add {TableName}.{NewName} beside {Old.Name}, keep both equal by a trigger, and rename {Old.Name} when no old version is left",
        Expand =
        [
            new Step(
                $"add {TableName}.{NewName} and the trigger that keeps it equal to {Old.Name}",
                [new AddColumn(TableName, Steps.Bare(Copy) with { Comment = null }), .. Dependents.Properties(Context, Table, Old, Copy), new CreateSync(Sync), Remembered]),
        ],
        Backfill = Filling,
        Verify = [new RequireNoRows(TableName, Differs, $"{{0}} rows of {TableName} have another value in {NewName} than in {Old.Name}: make them equal, then run contract again")],
        Contract =
        [
            new Step($"rename {Old.Name} to {NewName}", [Locked, .. Carried, new DropSync(Sync), Renamed, new RenameColumn(TableName, Old.Name, NewName), new MoveDependents(TableName, Tombstone, NewName), new CreateSync(ReverseSync), new FitSync(ReverseSync)])
            {
                Sign = Renamed,
            },
        ],
        Purge = [new Step($"drop the copy that {NewName} had", [new DropSync(ReverseSync), new DropColumn(TableName, Tombstone) { IfExists = true }])],
        Revert =
        [
            new Step($"rename {NewName} back to {Old.Name}", [Locked, new DropSync(ReverseSync), RenamedBack, new RenameColumn(TableName, Tombstone, NewName), new CopyProperties(TableName, Old.Name, NewName, SameType: true), new CreateSync(Sync), new FitSync(Sync), Remembered])
            {
                Sign = RenamedBack,
            },
        ],
        Rollback = [new Step($"drop {TableName}.{NewName} and its trigger", [new DropSync(Sync), new DropColumn(TableName, NewName) { IfExists = true }])],
        Notes = Dependents.Notes(Context, Table, Old, until: "contract"),
    };

    private Operation Remembered => new RememberColumn(TableName, NewName, Sync.Name);

    // What the new version, or somebody by hand, put on the new name is on the copy until then. Views, policies and the like move; an index or constraint cannot.
    private IEnumerable<Operation> Carried =>
    [
        new RequireAsRemembered(TableName, NewName, Sync.Name, Filling.SelectMany(step => step.Operations).OfType<CreateIndex>().Select(create => create.Index.Name!).ToValueList()),
        new CarryPrivileges(TableName, NewName, Old.Name, Sync.Name),
    ];

    private ValueList<Step> Filling =>
    [
        Steps.Of($"fill {TableName}.{NewName} from {Old.Name}", new BackfillColumn(TableName, NewName, Value, Remaining)),
        .. Steps.Fitted(Sync),
        .. Indexes.SelectMany(index => new PartitionTree(Context).Index(index, $"build an index for queries by {NewName}")),
        Steps.Analyze(TableName, NewName),
    ];

    // Queries of the new version name the copy, ON CONFLICT too: it needs what the column has.
    private IEnumerable<Index> Indexes
    {
        get
        {
            var copies = new ColumnReplacement(Context, Table, Old, Copy, NewName) { Strategy = "" };
            return copies.IndexCopies;
        }
    }

    private Expression Value => new(PostgresIdentifier.Quote(Old.Name)) { Columns = [Old.Name] };

    private Expression Remaining => new($"{PostgresIdentifier.Quote(NewName)} IS NULL AND {PostgresIdentifier.Quote(Old.Name)} IS NOT NULL");

    private Expression Differs => new($"pg_catalog.record_image_ne(ROW({PostgresIdentifier.Quote(NewName)}), ROW({PostgresIdentifier.Quote(Old.Name)}))");
}
