using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// What the release creates, this migration and those that are expanded together with it: no version of the application that runs knows it, so it
/// may be changed at once.
/// </summary>
internal sealed record NewObjects(Schema Schema)
{
    private static readonly ObjectKind[] Relations = [ObjectKind.Table, ObjectKind.View, ObjectKind.MaterializedView, ObjectKind.Sequence];

    // By key, for a history that creates hundreds of them asks for each of its changes.
    private PersistentMap<(ObjectKind Kind, QualifiedName Name)> names = PersistentMap<(ObjectKind Kind, QualifiedName Name)>.Empty;

    /// <summary>Those of the open plans that no version can have seen.</summary>
    public static NewObjects Of(Schema schema, IEnumerable<OpenPlan> open) =>
        open.Where(one => !one.IsOffered).Aggregate(new NewObjects(schema), (known, one) => one.Plan.Change.Aggregate(known, (objects, operation) => objects.After(operation, one.Plan)));

    /// <summary>True for a table, view or sequence.</summary>
    public bool HasRelation(QualifiedName name) => Relations.Any(kind => Has(kind, name));

    /// <summary>True for an object of the kind; domains are types, and procedures functions.</summary>
    public bool Has(ObjectKind kind, QualifiedName name) => names.Contains(Key(Plain(kind), name));

    /// <summary>True where all tables of a database are new: nobody uses it yet.</summary>
    public bool AreAll(Schema schema) => schema.IsComplete && schema.Tables.All(table => HasRelation(table.Name));

    /// <summary>These after an operation. What CREATE OR REPLACE makes may have been there before.</summary>
    public NewObjects After(Operation operation, Plan plan) => operation switch
    {
        _ when plan.IsEmpty => this,

        // Rows of the running version come into a new partition, and through its triggers into any table.
        CreateTable { PartitionOf.Parent: var parent } when !HasRelation(parent) => this,
        AttachPartition attach when !HasRelation(attach.Table) => Without(ObjectKind.Table, attach.Partition),
        CreateTrigger { Table: var fired } when !HasRelation(fired) => WithoutTables(),
        CreateRule { Table: var rewritten } when !HasRelation(rewritten) => WithoutTables(),
        CreateTable create => With(ObjectKind.Table, create.Table),
        CreateView { Replace: false } view => With(ObjectKind.View, view.View),
        CreateMaterializedView view => With(ObjectKind.MaterializedView, view.View),
        CreateSequence sequence => With(ObjectKind.Sequence, sequence.Sequence),
        CreateFunction { Replace: false } function => With(ObjectKind.Function, function.Function),
        CreateEnum type => With(ObjectKind.Type, type.Type),
        CreateType type => With(ObjectKind.Type, type.Type),
        CreateDomain domain => With(ObjectKind.Type, domain.Domain),
        RenameTable rename when HasRelation(rename.Table) => With(ObjectKind.Table, rename.Table with { Name = rename.NewName }).Without(ObjectKind.Table, rename.Table),
        MoveTable move when HasRelation(move.Table) => With(ObjectKind.Table, move.Table with { Schema = move.NewSchema }).Without(ObjectKind.Table, move.Table),
        RenameObject rename when Has(rename.Kind, rename.Object) => With(Plain(rename.Kind), rename.Object with { Name = rename.NewName }).Without(Plain(rename.Kind), rename.Object),
        DropTable drop => Without(ObjectKind.Table, drop.Table),
        DropObject drop => Without(Plain(drop.Kind), drop.Object),
        _ => this,
    };

    private NewObjects With(ObjectKind kind, QualifiedName name) => Has(kind, name) ? this : this with { names = names.With(Key(kind, name), (kind, name)) };

    private NewObjects Without(ObjectKind kind, QualifiedName name) => Has(kind, name) ? this with { names = names.Without(Key(Plain(kind), name)) } : this;

    private NewObjects WithoutTables() =>
        names.Values.Where(one => one.Kind == ObjectKind.Table).Aggregate(this, (objects, one) => objects.Without(one.Kind, one.Name));

    private string Key(ObjectKind kind, QualifiedName name) => $"{(int)kind}\0{name.Schema ?? Schema.DefaultSchema}\0{name.Name}";

    private static ObjectKind Plain(ObjectKind kind) => kind switch
    {
        ObjectKind.Domain => ObjectKind.Type,
        ObjectKind.Procedure => ObjectKind.Function,
        _ => kind,
    };
}
