using SafeMigrate.Operations;
using SafeMigrate.Planning;
using static SafeMigrate.Postgres.PostgresWriter;

namespace SafeMigrate.Postgres;

/// <summary>Asks the catalog whether something is done already, so that what was done is not done again after a crash.</summary>
public static partial class PostgresProbe
{
    /// <summary>
    /// An SQL condition that is true where the whole step is done: its sign is there, or the effects of its operations are. Null where
    /// the catalog cannot tell; such a step bears to be repeated.
    /// </summary>
    public static string? IsDone(Step step)
    {
        // A step is one transaction: an effect that can be seen stands for those that cannot.
        var effects = step.Operations.Select(IsDone).OfType<string>().ToList();
        var all = effects.Count == 0 ? null : string.Join(" AND ", effects);
        var sign = step.Sign is { } operation ? IsDone(operation) : null;
        return sign is null ? all : all is null ? sign : $"({sign}) OR ({all})";
    }

    /// <summary>An SQL condition that is true where another trigger of the table may change what the sync trigger would not see.</summary>
    public static string IsBlind(ColumnSync sync) => $"{HasOtherTriggers(Oid(sync.Table))} AND {NamesColumns(sync)}";

    private static string NamesColumns(ColumnSync sync) =>
        $"EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = {Oid(sync.Table)} AND tgname = {Literal(UpdateTrigger(sync))} AND tgattr::text <> '')";

    /// <summary>An SQL condition that is true where the operation's effect is there; null where the catalog cannot tell.</summary>
    public static string? IsDone(Operation operation) => operation switch
    {
        CreateTable create => Exists(create.Table),
        DropTable drop => Not(Exists(drop.Table)),
        RenameTable rename => Exists(rename.Table with { Name = rename.NewName }, "relkind IN ('r', 'p')"),
        AddColumn add => HasColumn(add.Table, add.Column.Name),
        DropColumn drop => Not(HasColumn(drop.Table, drop.Column)),
        RenameColumn rename => HasColumn(rename.Table, rename.NewName),
        SetNotNull set => HasColumn(set.Table, set.Column, "attnotnull"),
        DropNotNull drop => HasColumn(drop.Table, drop.Column, "NOT attnotnull"),
        DropDefault drop => HasColumn(drop.Table, drop.Column, "NOT atthasdef"),
        AddConstraint { Constraint.Name: { } name } add => HasConstraint(add.Table, name),
        ValidateConstraint validate => HasConstraint(validate.Table, validate.Constraint, "convalidated"),
        DropConstraint drop => Not(HasConstraint(drop.Table, drop.Constraint)),
        RenameConstraint rename => HasConstraint(rename.Table, rename.NewName),
        ReplacePrimaryKey { Key.Name: not null } replace => HasKey(replace.Table, replace.Key),
        ReplacePartitionedKey replace => HasKey(replace.Table, replace.Key),
        CreateIndex { Index: { Only: true, Name: { } whole } } create => Exists(create.Table with { Name = whole }),
        CreateIndex { Index.Name: { } name } create => HasIndex(create.Table with { Name = name }),
        DropIndex drop => Not(Exists(drop.Index)),
        RenameIndex rename => Exists(rename.Index with { Name = rename.NewName }, "relkind IN ('i', 'I')"),
        CreateSync create => HasTrigger(create.Table, create.Sync.Name),
        FitSync { Sync: var sync } => $"({HasOtherTriggers(Oid(sync.Table))} OR {NamesColumns(sync)})",
        DropSync drop => Not(HasTrigger(drop.Table, drop.Sync.Name)),
        CreateFill create => HasTrigger(create.Table, create.Trigger),
        DropFill drop => Not(HasTrigger(drop.Table, drop.Trigger)),
        CreateRowSync create => HasTrigger(create.Table, create.Sync.Name),
        DropRowSync drop => Not(HasTrigger(drop.Table, drop.Sync.Name)),
        CreateDerived create => HasTrigger(create.Table, create.Trigger),
        DropDerived drop => Not(HasTrigger(drop.Table, drop.Trigger)),
        CreateValueMap create => HasTrigger(create.Table, create.Trigger),
        DropValueMap drop => Not(HasTrigger(drop.Table, drop.Trigger)),
        AddEnumValue add => HasValue(add.Type, add.Value),
        RenameEnumValue rename => Not(HasValue(rename.Type, rename.Value)),
        SwapEnumValues swap => $"{Place(swap.Type, swap.Second)} < {Place(swap.Type, swap.First)}",
        InsertSeed insert => Exists(new QualifiedName(OwnSchema, insert.Kept)),
        RemoveSeed remove => Not(Exists(new QualifiedName(OwnSchema, remove.Kept))),
        RememberBound remember => Exists(new QualifiedName(OwnSchema, remember.Kept)),
        DropBoundCheck drop => Not(Exists(new QualifiedName(OwnSchema, drop.Kept))),
        KeepDefinition keep => Exists(new QualifiedName(OwnSchema, keep.Key)),
        CreateUnlessThere create => IsThere(create.Create),
        RestoreDefinition restore => Not(Exists(new QualifiedName(OwnSchema, restore.Keep.Key))),
        ChangeIdentity { Always: { } always } change => HasColumn(change.Table, change.Column, $"attidentity = '{(always ? 'a' : 'd')}'"),
        DropIdentity drop => Not(HasColumn(drop.Table, drop.Column, "attidentity <> ''")),
        AddIdentity add => HasColumn(add.Table, add.Column, "attidentity <> ''"),
        AttachPartition attach => $"EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = {Oid(attach.Partition)} AND inhparent = {Oid(attach.Table)})",
        DetachPartition detach => $"NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = {Oid(detach.Partition)} AND inhparent = {Oid(detach.Table)})",
        MoveTable move => Exists(move.Table with { Schema = move.NewSchema }, "relkind IN ('r', 'p')"),
        CreateAlias create => $"{Exists(create.View, "relkind = 'v'")} AND {Exists(create.Table)}",
        RenameObject { Kind: ObjectKind.View } rename => Not(Exists(rename.Object)),
        RenameObject { Kind: ObjectKind.Type } rename => Not(HasType(rename.Object)),
        CreateEnum create => HasType(create.Type),
        DropObject { Kind: ObjectKind.Type } drop => Not(HasType(drop.Object)),
        DropAlias drop => Not(Exists(drop.View, "relkind = 'v'")),
        RetireTable retire => Exists(new QualifiedName(OwnSchema, retire.Retired)),
        RestoreTable restore => Exists(restore.Table),

        AttachIndex attach => $"EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = {Oid(attach.Partition)} AND inhparent = {Oid(attach.Index)})",
        RequireWholeIndex require => HasIndex(require.Index),
        MoveSequence { Identity: not null } move => HasColumn(move.Table, move.To, "attidentity <> ''"),
        _ => null,
    };

    /// <summary>An SQL condition that is true where what the operation creates is there, by its name.</summary>
    internal static string IsThere(Operation operation) => operation switch
    {
        CreateEnum create => HasType(create.Type),
        CreateType create => HasType(create.Type),
        CreateTrigger create => $"EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = {Oid(create.Table)} AND tgname = {Literal(create.Trigger)})",
        ChangePolicy create => $"EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polrelid = {Oid(create.Table)} AND polname = {Literal(create.Policy)})",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation.Name),
    };

    private static string Oid(QualifiedName name) => $"pg_catalog.to_regclass({Literal(Name(name))})";

    private static string HasType(QualifiedName type) => $"(pg_catalog.to_regtype({Literal(Name(type))}) IS NOT NULL)";

    private static string HasValue(QualifiedName type, string value) => $"({Place(type, value)} IS NOT NULL)";

    private static string Place(QualifiedName type, string value) =>
        $"(SELECT enumsortorder FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype({Literal(Name(type))}) AND enumlabel = {Literal(value)})";

    private static string Not(string condition) => "NOT " + condition;

    private static string Exists(QualifiedName name, string? condition = null) => condition is null
        ? $"({Oid(name)} IS NOT NULL)"
        : $"EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = {Oid(name)} AND {condition})";

    /// <summary>True where the table has the column.</summary>
    internal static string HasColumn(QualifiedName table, string column, string condition = "NOT attisdropped") =>
        $"EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {Oid(table)} AND attname = {Literal(column)} AND {condition})";

    private static string HasConstraint(QualifiedName table, string name, string condition = "true") =>
        $"EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = {Oid(table)} AND conname = {Literal(name)} AND {condition})";

    private static string HasKey(QualifiedName table, PrimaryKey key) => HasConstraint(table, key.Name!, $"contype = 'p' AND ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS one (number, place) "
        + $"JOIN pg_catalog.pg_attribute ON attrelid = conrelid AND attnum = one.number ORDER BY place) = ARRAY[{string.Join(", ", key.Columns.Select(Literal))}]");

    private static string HasIndex(QualifiedName name) =>
        $"EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = {Oid(name)} AND indisvalid)";

    // A sync trigger and its replacement after the swap have one function; which of them is there the trigger's direction tells.
    private static string HasTrigger(QualifiedName table, string name) =>
        $"EXISTS (SELECT FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = {Oid(table)} AND p.proname = {Literal(name)})";
}
