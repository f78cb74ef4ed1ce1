using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

/// <summary>
/// Writes operations as PostgreSQL's SQL. Reading what was written gives the same operation; the operations that only plans make up are
/// written as the statements they stand for.
/// </summary>
public static partial class PostgresWriter
{
    /// <summary>The schema of the journal, of sync functions and of what was put aside.</summary>
    public const string OwnSchema = "safemigrate";

    /// <summary>The statements of an operation, in order, without semicolons.</summary>
    /// <param name="operation">What to write.</param>
    /// <param name="version">The server's major version, 14 to 18: a few statements differ.</param>
    /// <exception cref="ArgumentOutOfRangeException">For an operation that has no SQL, such as one that could not be read.</exception>
    public static IReadOnlyList<string> Write(Operation operation, int version = 14) => operation switch
    {
        CreateSync create => CreateSyncStatements(create.Sync),
        DropSync drop => DropSyncStatements(drop.Sync),
        CreateFill fill => CreateFillStatements(fill),
        DropFill drop => DropFillStatements(drop),
        CreateAlias alias => CreateAliasStatements(alias, version),
        CreateDerived derived => CreateDerivedStatements(derived),
        DropDerived derived => DropDerivedStatements(derived),
        CreateRowSync create => CreateRowSyncStatements(create.Sync),
        DropRowSync drop => DropRowSyncStatements(drop.Sync),
        CreateValueMap map => CreateValueMapStatements(map),
        DropValueMap map => DropValueMapStatements(map),
        SwapEnumValues swap => SwapEnumValuesStatements(swap),
        _ => [Statement(operation)],
    };

    /// <summary>True for an operation whose statement follows from its members alone.</summary>
    internal static bool CanWrite(Operation operation) => operation is RenameTable or MoveTable or AddColumn or DropColumn or RenameColumn
        or ChangeColumnType or SetNotNull or DropNotNull or SetDefault or DropDefault or AddConstraint or ValidateConstraint or DropConstraint
        or RenameConstraint;

    private static string Statement(Operation operation) => operation switch
    {
        CreateTable create => CreateTableStatement(create),
        DropTable drop => $"DROP TABLE {If(drop.IfExists, "IF EXISTS ")}{Name(drop.Table)}{If(drop.Cascade, " CASCADE")}",
        TruncateTable truncate => $"TRUNCATE {If(truncate.Only, "ONLY ")}{Name(truncate.Table)}"
            + If(truncate.RestartIdentity, " RESTART IDENTITY") + If(truncate.Cascade, " CASCADE"),
        LockTable take => $"LOCK TABLE {If(take.Only, "ONLY ")}{Name(take.Table)} IN {LockModeName(take.Mode)} MODE{If(take.NoWait, " NOWAIT")}",
        CreateIndex create => CreateIndexStatement(create),
        DropIndex drop => $"DROP INDEX {If(drop.Concurrently, "CONCURRENTLY ")}{If(drop.IfExists, "IF EXISTS ")}{Name(drop.Index)}"
            + If(drop.Cascade, " CASCADE"),
        DropObject { Written: { } written } drop => written + If(drop.Cascade, " CASCADE"),
        RefreshMaterializedView { Written: null } refresh =>
            $"REFRESH MATERIALIZED VIEW {If(refresh.Concurrently, "CONCURRENTLY ")}{Name(refresh.View)}{If(refresh.WithNoData, " WITH NO DATA")}",
        SetRowSecurity { Written: null } set => $"ALTER TABLE {Name(set.Table)} {set.Change} ROW LEVEL SECURITY",
        AttachIndex { Written: null } attach => $"ALTER INDEX {Name(attach.Index)} ATTACH PARTITION {Name(attach.Partition)}",
        RenameIndex rename => $"ALTER INDEX {Name(rename.Index)} RENAME TO {Quote(rename.NewName)}",
        DropAlias drop => $"DROP VIEW IF EXISTS {Name(drop.View)}",
        RetireTable retire => RetireTableStatement(retire),
        RestoreTable restore => RestoreTableStatement(restore),
        MoveSequence move => MoveSequenceStatement(move),
        KeepDefinition keep => KeepDefinitionStatement(keep),
        RestoreDefinition restore => RestoreDefinitionStatement(restore),
        CreateUnlessThere create => CreateUnlessThereStatement(create),
        Rehearse rehearse => RehearseStatement(rehearse),
        RequireValueMaps require => RequireValueMapsStatement(require),
        CopyProperties copy => CopyPropertiesStatement(copy),
        FitSync fit => FitSyncStatement(fit.Sync),
        RememberColumn remember => RememberColumnStatement(remember),
        RequireAsRemembered { Column: "" } require => RequireTableAsRememberedStatement(require),
        RequireAsRemembered require => RequireAsRememberedStatement(require),
        RememberTable remember => RememberTableStatement(remember),
        CarryTablePrivileges carry => CarryTablePrivilegesStatement(carry),
        CarryPrivileges carry => CarryPrivilegesStatement(carry),
        RequireWholeIndex require => RequireWholeIndexStatement(require),
        CopyComment copy => CopyCommentStatement(copy),
        RememberBound remember => RememberBoundStatement(remember),
        DropBoundCheck drop => DropBoundCheckStatement(drop),
        SwapPartitionIndexes swap => SwapPartitionIndexesStatement(swap),
        NamePartitionKeys keys => NamePartitionKeysStatement(keys),
        ReplacePartitionedKey replace => ReplacePartitionedKeyStatement(replace),
        SwapNotNullNames swap => SwapNotNullNamesStatement(swap),
        MoveDependents move => MoveDependentsStatement(move),
        InsertSeed insert => InsertSeedStatement(insert),
        RemoveSeed remove => RemoveSeedStatement(remove),
        KeepValues keep => KeepValuesStatement(keep),
        BackfillColumn backfill => $"UPDATE {Name(backfill.Table)} SET {Quote(backfill.Column)} = {backfill.Value} WHERE {backfill.Remaining}",
        BackfillRows backfill => Batch(backfill, Name(backfill.Table), backfill.Remaining.Sql),
        ContinueSequence next => ContinueSequenceStatement(next),
        RequireNoRows require => RequireStatement(require),
        BeginTransaction => operation.Written ?? "BEGIN",
        CommitTransaction => operation.Written ?? "COMMIT",
        RollbackTransaction => operation.Written ?? "ROLLBACK",
        CreateSavepoint savepoint => $"SAVEPOINT {Quote(savepoint.Savepoint)}",
        EndSavepoint end => $"{(end.Rollback ? "ROLLBACK TO" : "RELEASE")} SAVEPOINT {Quote(end.Savepoint)}",
        SetParameter { Written: { } written } => written,
        SetParameter { Value: null } reset => $"RESET {reset.Parameter}",
        SetParameter set => $"SET {If(set.Local, "LOCAL ")}{set.Parameter} = {Literal(set.Value)}",
        DataOperation data => data.Sql,
        RunSql run => run.Sql,
        RunSqlAlone run => run.Sql,
        OtherStatement other => other.Written ?? other.Sql,
        TableOperation alter when AlterTableClause(alter) is { } clause =>
            $"ALTER TABLE {If(alter.IfTableExists, "IF EXISTS ")}{If(alter.Only, "ONLY ")}{Name(alter.Table)} {clause}",
        RenameEnumValue rename => $"ALTER TYPE {Name(rename.Type)} RENAME VALUE {Literal(rename.Value)} TO {Literal(rename.NewValue)}",
        AddEnumValue add => $"ALTER TYPE {Name(add.Type)} ADD VALUE {If(add.IfNotExists, "IF NOT EXISTS ")}{Literal(add.Value)}"
            + If(add.Before is not null, $" BEFORE {Literal(add.Before)}") + If(add.After is not null, $" AFTER {Literal(add.After)}"),
        RenameObject { Kind: ObjectKind.Type } rename => $"ALTER TYPE {Name(rename.Object)} RENAME TO {Quote(rename.NewName)}",
        DropObject { Kind: ObjectKind.Type, Written: null } drop => $"DROP TYPE {If(drop.IfExists, "IF EXISTS ")}{Name(drop.Object)}",
        { Written: { } written } => written,
        CreateView view => view.Sql,
        CreateMaterializedView view => view.Sql,
        CreateFunction function => function.Sql,
        CreateType type => type.Sql,
        CreateTrigger trigger => trigger.Sql,
        CreateRule rule => rule.Sql,
        ChangePrivileges change => change.Sql,
        CopyRows copy => copy.Sql,
        CreateEnum create => $"CREATE TYPE {Name(create.Type)} AS ENUM ({string.Join(", ", create.Values.Select(Literal))})",
        _ => ObjectStatement(operation) ?? throw new ArgumentOutOfRangeException(nameof(operation), operation.Name + " has no SQL"),
    };

    private static string? AlterTableClause(TableOperation operation) => operation switch
    {
        RenameTable rename => $"RENAME TO {Quote(rename.NewName)}",
        MoveTable move => $"SET SCHEMA {Quote(move.NewSchema)}",
        AddColumn add => $"ADD COLUMN {If(add.IfNotExists, "IF NOT EXISTS ")}{Definition(add.Column)}",
        DropColumn drop => $"DROP COLUMN {If(drop.IfExists, "IF EXISTS ")}{Quote(drop.Column)}{If(drop.Cascade, " CASCADE")}",
        RenameColumn rename => $"RENAME COLUMN {Quote(rename.Column)} TO {Quote(rename.NewName)}",
        ChangeColumnType change => $"ALTER COLUMN {Quote(change.Column)} TYPE {Type(change.Type)}"
            + If(change.Collation is not null, $" COLLATE {(change.Collation is { } collation ? Name(collation) : "")}")
            + If(change.Using is not null, $" USING {change.Using}"),
        SetNotNull set => $"ALTER COLUMN {Quote(set.Column)} SET NOT NULL",
        DropNotNull drop => $"ALTER COLUMN {Quote(drop.Column)} DROP NOT NULL",
        SetDefault set => $"ALTER COLUMN {Quote(set.Column)} SET DEFAULT {set.Default}",
        DropDefault drop => $"ALTER COLUMN {Quote(drop.Column)} DROP DEFAULT",
        AddConstraint add => $"ADD {Definition(add.Constraint)}",
        ValidateConstraint validate => $"VALIDATE CONSTRAINT {Quote(validate.Constraint)}",
        ReplacePrimaryKey replace => $"DROP CONSTRAINT {Quote(replace.Former)}, ADD {Definition(replace.Key)}",
        DropConstraint drop => $"DROP CONSTRAINT {If(drop.IfExists, "IF EXISTS ")}{Quote(drop.Constraint)}{If(drop.Cascade, " CASCADE")}",
        RenameConstraint rename => $"RENAME CONSTRAINT {Quote(rename.Constraint)} TO {Quote(rename.NewName)}",
        AddIdentity { Written: null } add => $"ALTER COLUMN {Quote(add.Column)} ADD {Identity(add.Identity)}",
        ChangeIdentity { Written: null } change => $"ALTER COLUMN {Quote(change.Column)} {change.Options}",
        DetachPartition { Written: null } detach => $"DETACH PARTITION {Name(detach.Partition)}{If(detach.Concurrently, " CONCURRENTLY")}{If(detach.Finalize, " FINALIZE")}",
        DropIdentity { Written: null } drop => $"ALTER COLUMN {Quote(drop.Column)} DROP IDENTITY{If(drop.IfExists, " IF EXISTS")}",
        _ => null,
    };

    private static string LockModeName(string mode) => string.Concat(mode
        .Substring(0, mode.Length - "Lock".Length)
        .Select((letter, index) => index > 0 && char.IsUpper(letter) ? " " + letter : letter.ToString())).ToUpperInvariant();

    private static string If(bool condition, string text) => condition ? text : "";
}
