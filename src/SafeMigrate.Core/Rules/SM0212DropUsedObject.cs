using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Views, functions and sequences are used by name.</summary>
internal sealed class SM0212DropUsedObject : Rule<DropObject>
{
    public override string Id => "SM0212";
    public override string Name => "drop-used-object";
    public override Severity Severity => Severity.Warning;
    public override string Title => "A view, function, procedure or sequence is dropped";
    public override string Why => """
        The running version calls it by name, and bodies of functions are not known to the server as dependents, so nothing refuses the
        drop.
        """;
    public override string Instead =>
        "Release a version that does not use it first; a view or function that only changes is replaced in the same migration";
    public override string Bad => "DROP VIEW active_orders;";
    public override string Good => """
        -- safemigrate:ignore SM0212 no version since 1.8 reads it
        DROP VIEW active_orders;
        """;

    protected override IEnumerable<Finding> Check(DropObject operation, RuleContext context)
    {
        if (!SpeaksForAll(operation, context, drop => IsUsed(drop, context)))
            yield break;

        var all = context.Statement.Operations.OfType<DropObject>().Where(drop => IsUsed(drop, context)).ToList();
        yield return Found(operation, $"Statements of the running version that use the {Kind(operation)}{(all.Count == 1 ? "" : "s")} {Words.And(all.Select(drop => drop.Object))} fail");
    }

    private static bool IsUsed(DropObject drop, RuleContext context)
    {
        if (Kind(drop) is null || drop.Cascade || (drop.Kind == ObjectKind.Function && context.IsTriggerFunction(drop.Object)))
            return false; // Nobody calls the function of a trigger, and the trigger is dropped before it.

        if (drop.Kind == ObjectKind.Sequence && context.EarlierAbout(drop.Object).Any(other => Frees(other, drop.Object)))
            return false; // The default that asked it is gone, which is a matter of its own.

        // Made in this migration, or made again: then it is a change, not an end.
        return !context.OthersAbout(drop.Object).Any(other => Creates(other.Operation, drop.Object));
    }

    private static bool Frees(Moment other, QualifiedName sequence) => other.Operation is DropDefault or SetDefault && other.Operation is ColumnOperation change
        && other.Schema.Find(change.Table)?.Column(change.Column)?.Default?.Sql.IndexOf(sequence.Name, StringComparison.Ordinal) >= 0;

    private static string? Kind(DropObject drop) => drop.Kind switch
    {
        ObjectKind.View => "view",
        ObjectKind.MaterializedView => "materialized view",
        ObjectKind.Function => "function",
        ObjectKind.Procedure => "procedure",
        ObjectKind.Sequence => "sequence",
        _ => null,
    };

    private static bool Creates(Operation operation, QualifiedName name) => operation switch
    {
        CreateView create => create.View == name,
        CreateMaterializedView create => create.View == name,
        CreateFunction create => create.Function == name,
        CreateSequence create => create.Sequence == name,
        RenameObject rename => rename.NewName == name.Name,
        _ => false,
    };
}
