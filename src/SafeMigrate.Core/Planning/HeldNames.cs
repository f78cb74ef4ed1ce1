using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Names that something has until contract, since the old version uses it, and gets back with a revert: nothing else can have them before purge.
/// </summary>
internal static class HeldNames
{
    /// <summary>The names that an open change gives up at contract.</summary>
    public static IEnumerable<HeldName> Of(OpenPlan open) => open.Plan.Contract.Count > 0
        ? open.Plan.Change.Select(GivenUp).OfType<HeldName>().Select(name => name with { Migration = open.Migration, IsContracted = open.IsContracted })
        : [];

    /// <summary>Why an operation cannot have the name it gives, or null.</summary>
    public static string? Refusal(IEnumerable<HeldName> names, Operation operation, Schema schema)
    {
        if (Given(operation) is not { } given || names.FirstOrDefault(name => name.Kind == given.Kind && name.Part == given.Part && schema.Same(name.Object, given.Object)) is not { } taken)
            return null;
        return taken.IsContracted
            ? $"a revert of migration {taken.Migration} brings {given} back: take another name, or end its hold time with purge, then run this"
            : $"{given} is there until contract of migration {taken.Migration}, for the old version uses it: take another name, or put this into a later migration, and run it after contract and purge"
                + (taken.Kind == "column" ? $"; to give {given} another type and keep its values, say ALTER COLUMN {PostgresIdentifier.Quote(given.Part)} TYPE ... USING" : "");
    }

    private static HeldName? Given(Operation operation) => operation switch
    {
        AddColumn { IfNotExists: false } add => new("column", add.Table, add.Column.Name),
        RenameColumn rename => new("column", rename.Table, rename.NewName),
        CreateTable create => Relation(create.Table),
        RenameTable rename => Relation(rename.Table with { Name = rename.NewName }),
        MoveTable move => Relation(move.Table with { Schema = move.NewSchema }),
        CreateIndex { Index: { Name: { } name } index } => Relation(index.Table with { Name = name }),
        RenameIndex rename => Relation(rename.Index with { Name = rename.NewName }),
        CreateView view => Relation(view.View),
        CreateMaterializedView view => Relation(view.View),
        CreateSequence sequence => Relation(sequence.Sequence),
        CreateEnum type => Type(type.Type),
        CreateType type => Type(type.Type),
        CreateDomain domain => Type(domain.Domain),
        _ => null,
    };

    private static HeldName? GivenUp(Operation operation) => operation switch
    {
        DropColumn drop => new("column", drop.Table, drop.Column),
        RenameColumn rename => new("column", rename.Table, rename.Column),
        DropTable drop => Relation(drop.Table),
        RenameTable rename => Relation(rename.Table),
        MoveTable move => Relation(move.Table),
        DropIndex drop => Relation(drop.Index),
        RenameIndex rename => Relation(rename.Index),
        DropObject { Kind: ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.Sequence } drop => Relation(drop.Object),
        DropObject { Kind: ObjectKind.Type or ObjectKind.Domain } drop => Type(drop.Object),
        RenameObject { Kind: ObjectKind.View } rename => Relation(rename.Object),
        _ => null,
    };

    private static HeldName Relation(QualifiedName name) => new("relation", name, "");

    private static HeldName Type(QualifiedName name) => new("type", name, "");
}

/// <summary>A name, and the migration that gives it up.</summary>
/// <param name="Kind">What may not have the same name: another column of the table, another relation, another type.</param>
/// <param name="Object">The relation or type, of a column its table.</param>
/// <param name="Part">The column, else "".</param>
internal sealed record HeldName(string Kind, QualifiedName Object, string Part)
{
    public string Migration { get; init; } = "";

    public bool IsContracted { get; init; }

    public override string ToString() => Part.Length > 0 ? $"{Object}.{Part}" : Object.ToString();
}
