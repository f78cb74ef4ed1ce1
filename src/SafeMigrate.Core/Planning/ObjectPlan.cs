using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Views, functions, triggers, policies, sequences, types, privileges and comments: what is new comes before the deploy, what goes waits for
/// contract. The server writes down how it was before, so that the way back needs nobody's memory. A named phase is the author's choice.
/// </summary>
internal sealed partial class ObjectPlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is CreateView or CreateMaterializedView or RefreshMaterializedView or CreateFunction
        or CreateTrigger or DropTrigger or RenameTrigger or CreateSequence or AlterSequence or CreateEnum or AddEnumValue or CreateType
        or CreateDomain or CreateSchema or InstallExtension or ChangePolicy or SetRowSecurity or DropObject or ChangePrivileges or AddExclusion
        or SetLogged or SetAccessMethod or SetTablespace or OtherStatement { Kind: "CommentStmt" };

    public override Plan Create(Operation operation, PlanContext context)
    {
        if (context.Said("phase") is not null || operation is TableOperation { Table: var table } and not AddExclusion && context.Creates(table))
            return new AsWrittenPlan().Create(operation, context);
        if (operation is DropObject dropped && (context.New.Has(dropped.Kind, dropped.Object) || context.IsUnused))
            return Steps.AtOnce(Alone(operation), $"{dropped.Object} is new");
        if (operation is RefreshMaterializedView { Concurrently: false, WithNoData: false } refresh && IsUnique(refresh.View, context))
            operation = refresh with { Concurrently = true, Written = null };
        if (context.IsUnused && Refusal(operation) is not null)
            return new AsWrittenPlan().Create(operation, context);
        return Refusal(operation) is { } reason ? NotPossible(reason) : Plan(operation, context);
    }

    // Over a unique index of plain columns the server replaces row by row, while others read.
    private static bool IsUnique(QualifiedName view, PlanContext context) => context.Schema.FindMaterializedView(view) is var known
        && known is not { WithNoData: true } && (known is { IsUnique: true } || context.Table(view) is { IsUnique: true });

    private static string? Refusal(Operation operation) => operation switch
    {
        CreateView { Temporary: true } view => $"{view.View} is a temporary view of the session that creates it: the phases run in sessions of their own",
        RefreshMaterializedView { Concurrently: false } refresh =>
            $"REFRESH locks readers of {refresh.View} out while its query runs: give it a unique index and say CONCURRENTLY, or say -- safemigrate:phase",
        AddExclusion add =>
            $"PostgreSQL builds the index of {add.Exclusion.Name ?? "an exclusion constraint"} under a lock that keeps writes out of {add.Table}: rebuild the table with the constraint (CREATE TABLE, INSERT "
            + "... SELECT, DROP TABLE, RENAME in one migration: the plan carries the rows), or, where the table is small, say -- safemigrate:phase contract",
        SetLogged or SetAccessMethod or SetTablespace =>
            "the server writes the whole table anew while nobody can use it: rebuild it (CREATE TABLE, INSERT ... SELECT, DROP TABLE, RENAME in one migration: the plan carries the rows), or, where the table is small, say -- safemigrate:phase",
        DropObject { Kind: not (ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Sequence or ObjectKind.Type) } drop =>
            $"{drop.Kind} {drop.Object} could not be brought back: say -- safemigrate:phase contract, and -- safemigrate:rollback SQL if you can",
        ChangePolicy { Change: "ALTER" } policy =>
            $"whether policy {policy.Policy} becomes looser or stricter only its author knows: say -- safemigrate:phase expand for looser, contract for stricter, and -- safemigrate:rollback SQL",
        _ => null,
    };

    private static Plan Plan(Operation operation, PlanContext context) => operation switch
    {
        CreateView view => View(view, context),
        CreateMaterializedView view when !context.IsUnused && MaterializedViewReplacement.Has(view.View, context) => MaterializedViewReplacement.Plan(view, context),
        CreateMaterializedView view => Before(view, Keep(context, DefinitionKind.View, view.View), $"Create {view.View} before the deploy", context),
        RefreshMaterializedView refresh => new Plan([]) { Strategy = $"Refresh {refresh.View} before the deploy, while readers go on", Expand = [Steps.Of($"refresh {refresh.View}", refresh)] },
        CreateFunction function when Replacement.OfFunction(function, context) is { } drop => Replacement.Plan([drop, function], Keep(context, DefinitionKind.Function, function.Function), $"{function.Function}", context),
        CreateFunction function => Before(function, Keep(context, DefinitionKind.Function, function.Function), $"Create {function.Function} before the deploy", context) with
        {
            Notes = function.Replace ? [$"Where {function.Function} exists the old version calls the new body too"] : [],
        },
        CreateTrigger trigger when Replacement.OfTrigger(trigger, context) is { } drop => Replaced(drop, trigger, context),
        CreateTrigger trigger => Before(trigger, Keep(context, DefinitionKind.Trigger, trigger.Table, trigger.Trigger), $"Create trigger {trigger.Trigger} before the deploy", context) with
        {
            Notes = [$"{trigger.Trigger} fires for writes of the old version too"],
        },
        RenameTrigger rename => new Plan([])
        {
            Strategy = $"Rename trigger {rename.Trigger} before the deploy: no version names it",
            Expand = [Steps.Of($"rename {rename.Trigger}", rename)],
            Rollback = [Steps.Of($"rename {rename.NewName} back", new RunSql($"ALTER TRIGGER {PostgresIdentifier.Quote(rename.NewName)} ON {PostgresWriter.Name(rename.Table)} RENAME TO {PostgresIdentifier.Quote(rename.Trigger)}"))],
        },
        DropTrigger drop when Replacement.IsCreated(drop, context) => Nothing($"{drop.Trigger} is created again in this migration, and replaced there"),
        DropTrigger drop => After(drop, Keep(context, DefinitionKind.Trigger, drop.Table, drop.Trigger), $"Drop trigger {drop.Trigger} when no old version is left that relies on it", context),
        CreateSequence sequence => Before(sequence, Keep(context, DefinitionKind.Sequence, sequence.Sequence), $"Create {sequence.Sequence} before the deploy", context),
        AlterSequence sequence => Before(sequence, Keep(context, DefinitionKind.Sequence, sequence.Sequence), $"Change {sequence.Sequence} before the deploy", context),
        CreateEnum type => Before(type, Keep(context, DefinitionKind.Enum, type.Type), $"Create {type.Type} before the deploy", context),
        AddEnumValue add => new Plan([])
        {
            Strategy = $"Add '{add.Value}' to {add.Type} before the deploy",
            Expand = [Steps.Of($"add '{add.Value}'", add with { IfNotExists = true })],
            RollbackLeaves = context.CreatesEnum(add.Type) ? [] : [add with { IfNotExists = true }],
            Notes = [$"The old version may read '{add.Value}' from the new one's rows; a rollback leaves the value, for the server cannot take one away"],
        },
        ChangePolicy { Change: "CREATE" } policy when Replacement.OfPolicy(policy, context) is { } drop =>
            Replacement.Plan([drop, policy], Keep(context, DefinitionKind.Policy, policy.Table, policy.Policy), $"policy {policy.Policy}", context),
        ChangePolicy { Change: "CREATE" } policy => Policy(policy, context),
        ChangePolicy policy when Replacement.IsCreated(policy, context) => Nothing($"{policy.Policy} is created again in this migration, and replaced there"),
        ChangePolicy policy => After(policy, Keep(context, DefinitionKind.Policy, policy.Table, policy.Policy), $"Drop policy {policy.Policy} when no old version is left", context),
        SetRowSecurity set => RowSecurity(set),
        DropObject drop => Dropped(drop, context),
        ChangePrivileges change => Privileges(change, context),
        OtherStatement comment => Comment(comment, context),
        _ => Created(operation, context),
    };

    // As with CREATE OR REPLACE: what is new comes before the deploy.
    private static Plan Replaced(DropTrigger drop, CreateTrigger trigger, PlanContext context)
    {
        var plan = Before(trigger, Keep(context, DefinitionKind.Trigger, trigger.Table, trigger.Trigger), $"Replace trigger {trigger.Trigger} before the deploy", context);
        return plan with
        {
            Expand = plan.Expand.Select(step => step with { Operations = [step.Operations[0], drop, trigger] }).ToValueList(),
            Notes = [$"{trigger.Trigger} fires for writes of the old version too"],
        };
    }

    private static Plan Policy(ChangePolicy policy, PlanContext context)
    {
        var keep = Keep(context, DefinitionKind.Policy, policy.Table, policy.Policy);
        return policy.Written?.IndexOf("AS RESTRICTIVE", StringComparison.OrdinalIgnoreCase) > 0
            ? After(policy, keep, $"Create policy {policy.Policy}, which forbids, when no old version is left", context)
            : Before(policy, keep, $"Create policy {policy.Policy}, which permits, before the deploy", context);
    }

    private static Plan RowSecurity(SetRowSecurity set)
    {
        var back = new SetRowSecurity(set.Table, set.Change switch { "ENABLE" => "DISABLE", "DISABLE" => "ENABLE", "FORCE" => "NO FORCE", _ => "FORCE" });
        var (step, undo) = (Steps.Of($"{set.Change} row level security of {set.Table}", set), Steps.Of($"{back.Change} it again", back));
        return set.Change is "ENABLE" or "FORCE"
            ? new Plan([]) { Strategy = "Restrict rows when no old version is left", Contract = [step], Revert = [undo] }
            : new Plan([]) { Strategy = "Let all rows be seen before the deploy", Expand = [step], Rollback = [undo] };
    }

    private static Plan Dropped(DropObject drop, PlanContext context)
    {
        var kind = drop.Kind switch
        {
            ObjectKind.View or ObjectKind.MaterializedView => DefinitionKind.View,
            ObjectKind.Sequence => DefinitionKind.Sequence,
            ObjectKind.Type => DefinitionKind.Enum,
            _ => DefinitionKind.Function,
        };
        if (kind == DefinitionKind.Enum && ReplacedType.Drop(drop, context) is { } replaced)
            return replaced;
        if (drop.Kind == ObjectKind.MaterializedView && MaterializedViewReplacement.Has(drop.Object, context))
            return Nothing($"{drop.Object} is created again in this migration, and replaced there");
        if ((kind == DefinitionKind.View && IsCreated(drop.Object, context)) || Replacement.IsCreated(drop, context))
            return Nothing($"{drop.Object} is created again in this migration, and replaced there");
        return After(drop, Keep(context, kind, drop.Object), $"Drop {drop.Object} when no old version is left that uses it", context);
    }

    private static Plan Privileges(ChangePrivileges change, PlanContext context)
    {
        ValueList<KeepDefinition> keeps = change.Kind is ObjectKind.Table or ObjectKind.View or ObjectKind.Sequence or ObjectKind.MaterializedView
            ? change.Objects.Select((name, place) => new KeepDefinition(DefinitionKind.Privileges, context.Physical(name), "", context.Unique("kept", $"{place}_{name.Name}"))).ToValueList()
            : [];
        var step = new Step(change.Revoke ? "take privileges away" : "grant privileges", [.. keeps, change]);
        var back = keeps.Count == 0 ? ValueList<Step>.Empty : [new Step("give everybody the privileges of before", keeps.Select(keep => (Operation)new RestoreDefinition(keep)).ToValueList())];
        var note = keeps.Count > 0 ? ValueList<string>.Empty : ["The way back leaves these privileges as they are"];
        var later = change.Revoke || change.Objects.Any(name => (IsDropped(name, context) && IsCreated(name, context)) || MaterializedViewReplacement.Has(name, context));
        var isRenamed = change.Objects.Any(name => !context.Schema.Same(context.Physical(name), name));
        return later
            ? new Plan([]) { Strategy = $"{(change.Revoke ? "Take privileges away" : "Grant privileges")} when no old version is left", Contract = [step], Revert = back, Purge = keeps.Select(Steps.Forgotten).ToValueList(), Notes = note }
            : new Plan([])
            {
                Strategy = "Grant privileges before the deploy",
                Expand = [step],
                Rollback = back,
                Purge = keeps.Select(Steps.Forgotten).ToValueList(),
                Notes = note,

                // Until contract the new name is a view's, which goes then.
                Contract = isRenamed ? [Steps.Of("grant privileges on what has the name now", change)] : [],
                Revert = isRenamed ? [Steps.Of("grant privileges", change)] : [],
            };
    }

    private static Plan Comment(OtherStatement comment, PlanContext context)
    {
        const string On = "COMMENT ON ";
        var end = comment.Sql.LastIndexOf(" IS ", StringComparison.OrdinalIgnoreCase);
        var on = end > On.Length && comment.Sql.StartsWith(On, StringComparison.OrdinalIgnoreCase) ? comment.Sql.Substring(On.Length, end - On.Length) : null;
        var known = on?.Split(' ')[0].ToUpperInvariant() is "TABLE" or "COLUMN" or "VIEW" or "INDEX" or "SEQUENCE" or "MATERIALIZED" or "FUNCTION" or "PROCEDURE" or "TYPE" or "DOMAIN" or "SCHEMA"
            || on?.StartsWith("CONSTRAINT ", StringComparison.OrdinalIgnoreCase) == true && on.IndexOf(" ON DOMAIN ", StringComparison.OrdinalIgnoreCase) < 0;
        var keep = known ? new KeepDefinition(DefinitionKind.Comment, on!, "", context.Unique("kept", "comment")) : null;
        return keep is null
            ? new Plan([]) { Strategy = "Comment before the deploy: no version reads it", Expand = [Steps.Of("comment", comment)], Notes = ["The way back leaves the comment"] }
            : context.Open.AwaitContract ? After(comment, keep, "Comment when no old version is left: what is commented on may be there then only", context)
            : context.Open.AwaitBackfill ? InBackfill(Before(comment, keep, "Comment before the deploy: no version reads it", context))
            : Before(comment, keep, "Comment before the deploy: no version reads it", context);
    }

    private static Plan InBackfill(Plan plan) => plan with { Expand = [], Backfill = plan.Expand };

    private static Plan Created(Operation operation, PlanContext context)
    {
        var (name, drop) = operation switch
        {
            CreateType type => ($"{type.Type}", $"DROP TYPE IF EXISTS {PostgresWriter.Name(type.Type)}"),
            CreateDomain domain => ($"{domain.Domain}", $"DROP DOMAIN IF EXISTS {PostgresWriter.Name(domain.Domain)}"),
            CreateSchema schema => (schema.Schema, schema.Schema.Length == 0 ? null : $"DROP SCHEMA IF EXISTS {PostgresIdentifier.Quote(schema.Schema)}"),
            InstallExtension extension => (extension.Extension, (string?)null),
            _ => (operation.Name, null),
        };
        var harmless = operation is CreateSchema { IfNotExists: true } or InstallExtension;
        if (operation is InstallExtension { Update: true } update)
        {
            return new Plan([])
            {
                Strategy = $"Update {update.Extension} before the deploy; its authors keep what a running version uses, as a rule: read what they changed",
                Expand = [Steps.Of($"update {update.Extension}", operation)],
                Notes = [$"A rollback leaves the new version of {update.Extension}, for few extensions can go back"],
            };
        }

        return new Plan([])
        {
            Strategy = $"Create {name} before the deploy; the old version does not know it",
            Expand = [Steps.Of($"create {name}", operation)],
            Rollback = drop is null || harmless ? [] : [Steps.Of($"drop {name}", new RunSql(drop))],
            Notes = drop is null || harmless ? [$"A rollback leaves {name}"] : [],
        };
    }

    private static KeepDefinition Keep(PlanContext context, DefinitionKind kind, QualifiedName name, string part = "") =>
        new(kind, name, part, context.Unique("kept", part.Length > 0 ? part : name.Name));

    private static Plan Before(Operation operation, KeepDefinition keep, string strategy, PlanContext context) => new([])
    {
        Strategy = strategy,
        Expand = [new Step(Lower(strategy), [keep, operation])],
        Rollback = [Steps.Of("bring back how it was", new RestoreDefinition(keep))],
        Purge = [Steps.Forgotten(keep)],
    };

    // What the server would refuse at contract, it refuses now: earlier drops of this migration are part of the rehearsal.
    private static Plan After(Operation operation, KeepDefinition keep, string strategy, PlanContext context)
    {
        var drops = context.Migration.Operations.TakeWhile(earlier => !ReferenceEquals(earlier, operation)).Where(earlier => earlier is DropObject or DropTrigger).Append(operation);
        var sql = string.Join(";\n", drops.SelectMany(drop => PostgresWriter.Write(Alone(drop), context.Version)));
        return new Plan([])
        {
            Strategy = strategy,
            Expand = operation is DropObject ? [Steps.Of("try it and undo it, so that nothing stands in the way later", new Rehearse(sql))] : [],
            Contract = [new Step(Lower(strategy), [keep, Alone(operation)])],
            Revert = [Steps.Of("bring it back as it was", new RestoreDefinition(keep))],
            Purge = [Steps.Forgotten(keep)],
            Notes = ReferenceEquals(Alone(operation), operation) ? [] : [WithoutCascade],
        };
    }

    private static Operation Alone(Operation operation) => operation is DropObject { Cascade: true } drop ? drop with { Cascade = false } : operation;

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text.Substring(1);
}
