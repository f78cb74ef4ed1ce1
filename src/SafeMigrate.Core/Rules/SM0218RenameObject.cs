using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Types, views, functions and sequences are used by name.</summary>
internal sealed class SM0218RenameObject : Rule<RenameObject>
{
    public override string Id => "SM0218";
    public override string Name => "rename-object";
    public override Severity Severity => Severity.Error;
    public override string Title => "Renaming a type, view, function or sequence breaks the version that still runs";
    public override string Why =>
        "Casts, queries and calls of the running version name it, and so do bodies of functions, which the server does not change.";
    public override string Instead =>
        "Create the object under the new name beside the old one, and drop the old one when no old version is left";
    public override string Bad => "ALTER TYPE order_state RENAME TO order_status;";
    public override string Good => "CREATE TYPE order_status AS ENUM ('open', 'closed');";

    protected override IEnumerable<Finding> Check(RenameObject operation, RuleContext context)
    {
        if (operation.Kind is ObjectKind.Schema or ObjectKind.Role or ObjectKind.Statistics or ObjectKind.Other or ObjectKind.Index)
            yield break; // Another rule, or nothing that statements name.

        if (context.EarlierAbout(operation.Object).Any(earlier => Gives(earlier.Operation, operation.Object)))
            yield break; // Made in this migration: no released version knows it.

        if (context.LaterAbout(operation.Object).Any(later => Gives(later.Operation, operation.Object)))
            yield break; // Something else answers to the old name, as when an enum is swapped for one with other values.

        if (operation.Kind == ObjectKind.Function && context.IsTriggerFunction(operation.Object))
            yield break; // Its trigger follows the rename, and nobody else calls it.

        yield return Found(operation, $"Statements of the running version that use {operation.Object} fail once it is called {operation.NewName}");
    }

    private static bool Gives(Operation operation, QualifiedName name) => operation switch
    {
        CreateEnum create => create.Type == name,
        CreateType create => create.Type == name,
        CreateDomain create => create.Domain == name,
        CreateView create => create.View == name,
        CreateMaterializedView create => create.View == name,
        CreateFunction create => create.Function == name,
        CreateSequence create => create.Sequence == name,
        RenameObject rename => rename.Object.Schema == name.Schema && rename.NewName == name.Name,
        _ => false,
    };
}
