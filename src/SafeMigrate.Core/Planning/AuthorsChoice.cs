using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>Why only the author knows when something is safe.</summary>
internal static class AuthorsChoice
{
    /// <summary>The reason, and what else could be done.</summary>
    public static string Reason(Operation operation) => operation switch
    {
        Opaque { Reason: var reason } => reason,
        InsertRows or MergeRows => $"rows are copied or written once, but the running versions go on writing: to rebuild, split or merge tables, write all of it in one migration, as docs/operations.md shows; for {operation.Name} alone",
        CopyRows copy => $"rows are written to {copy.Table} once, and which version knows them only you know",
        DeleteRows delete => $"whether the running versions still need these rows of {delete.Table} only you know, and nobody brings them back",
        TruncateTable truncate => $"TRUNCATE locks readers and writers of {truncate.Table} out, and nobody brings its rows back: to end with the table, DROP TABLE has a plan and a way back",
        ToggleTrigger { Trigger: "ALL" or "USER" } toggle => $"the triggers of {toggle.Table} fire, or no longer fire, for the writes of both versions",
        ToggleTrigger toggle => $"{toggle.Trigger} fires, or no longer fires, for the writes of both versions",
        CreateRule or DropRule or ToggleRule => "a rule changes what the statements of both versions do",
        ChangeOwner change => $"an owner may do all with {change.Object}, the one before only what is granted: whether a running version is it only you know",
        MoveObject move => $"statements of the running versions that name {move.Object} with its schema fail from then on, and those of the new version before: create it anew in {move.NewSchema}, and drop this one in a later migration",
        RenameObject rename => $"statements of the running versions that use {rename.Object} fail from then on, and those of the new version before: create it anew as {rename.NewName}, and drop this one in a later migration",
        AlterConstraint alter => $"when {alter.Constraint} is checked changes for the transactions of both versions: DEFERRABLE is safe before the deploy, NOT DEFERRABLE when no version defers it any more",
        ChangeInheritance { Inherits: true } change => $"queries of the running versions over {change.Parent} find the rows of {change.Table} too from then on",
        ChangeInheritance change => $"queries of the running versions over {change.Parent} no longer find the rows of {change.Table}",
        ChangeAttribute attribute => $"values of {attribute.Type} that the running versions read or write change their shape: create a type of another name, and change columns to it",
        PublishTables publish => $"what subscribers of {publish.Publication} get is nothing that a version of the application shows",
        DropExpression drop => $"from then on rows of a version that does not write {drop.Table}.{drop.Column} have NULL there, and before it the new version may not write it",
        SetExpression set => $"the server writes all of {set.Table} anew while nobody can use it: add a column of another name with -- safemigrate:up, and drop this one in a later migration",
        SetDomainDefault set => $"rows of both versions that leave a column of type {set.Domain} out get the new default",
        Query { Sql: var sql } when sql.IndexOf("setval", StringComparison.OrdinalIgnoreCase) >= 0 => "both versions take numbers from the sequence, and only you know that none it will give is taken",
        Query => "only you know what the functions that the query calls do",
        Reindex reindex => $"REINDEX locks writers of {reindex.Object} out while it builds: say CONCURRENTLY",
        Vacuum { Full: true } or Cluster => "the server writes the whole table anew while nobody can use it: rebuild it (CREATE TABLE, INSERT ... SELECT, DROP TABLE, RENAME in one migration: the plan carries the rows)",
        SetStorageParameters => "options of a view change whose rights and which rows count for the queries of both versions",
        OtherStatement other => Of(other.Kind),
        _ => $"nothing is known about when {operation.Name} is safe",
    };

    // What no table shows, or what more than this database has.
    private static string Of(string kind) => kind switch
    {
        "AlterDefaultPrivilegesStmt" => "default privileges hold for whatever is created from then on, by this migration too: before the deploy they take nothing from a running version",
        "CreateRoleStmt" or "AlterRoleStmt" or "AlterRoleSetStmt" or "DropRoleStmt" or "GrantRoleStmt" or "ReassignOwnedStmt" or "DropOwnedStmt" =>
            "roles belong to the whole server, and which version connects as which only you know: new ones are safe before the deploy, what takes something away when no old version is left",
        "AlterSystemStmt" or "AlterDatabaseSetStmt" or "AlterDatabaseStmt" => "settings hold for whoever connects from then on, of either version and of other databases too: set them outside of migrations",
        "CreateEventTrigStmt" or "AlterEventTrigStmt" => "an event trigger fires for the statements of the plan too, and one that raises an error stops every phase: create it when nothing is open",
        "SecLabelStmt" => "what a security label allows or forbids its provider decides",
        "CreateSubscriptionStmt" or "AlterSubscriptionStmt" or "DropSubscriptionStmt" => "a subscription connects to another server and writes rows that no version of the application writes: set it up outside of migrations",
        "CallStmt" => "only you know what the procedure does",
        "AlterTableStmt" or "AlterViewStmt" => "what a view gives rows that are written through it both versions get",
        _ => $"nothing is known about when {Words(kind)} is safe",
    };

    // CreateCastStmt: CREATE CAST.
    private static string Words(string kind) => string.Concat(kind.Replace("Stmt", "").Select(letter => char.IsUpper(letter) ? " " + letter : letter.ToString().ToUpperInvariant())).TrimStart();
}
