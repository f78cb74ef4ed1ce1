using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A view may only grow at its end.</summary>
internal sealed class SM0213ReplaceViewIncompatible : Rule<CreateView>
{
    public override string Id => "SM0213";
    public override string Name => "replace-view-incompatible";
    public override Severity Severity => Severity.Error;
    public override string Title => "CREATE OR REPLACE VIEW removes or renames columns";
    public override string Why => """
        The server accepts only columns appended at the end; anything else is an error. Dropping and creating the view again would be
        accepted, and then readers of the running version fail.
        """;
    public override string Instead => "Append columns only, or create a view with a new name";
    public override string Bad => """
        CREATE VIEW order_list AS SELECT id, state FROM orders;
        -- next migration
        CREATE OR REPLACE VIEW order_list AS SELECT id, total FROM orders;
        """;
    public override string Good => """
        CREATE VIEW order_list AS SELECT id, state FROM orders;
        -- next migration
        CREATE OR REPLACE VIEW order_list AS SELECT id, state, total FROM orders;
        """;

    protected override IEnumerable<Finding> Check(CreateView operation, RuleContext context)
    {
        if (LastShape(operation, context) is not { Columns.Count: > 0 } before || operation.Columns.Count == 0)
            yield break; // Nothing to compare.

        if (operation.Columns.Take(before.Columns.Count).SequenceEqual(before.Columns))
            yield break;

        if (before.Columns.FirstOrDefault(column => !operation.Columns.Contains(column)) is { } missing)
        {
            yield return Found(operation, operation.Replace
                ? $"The server refuses to replace {operation.View}, because its column {missing} is gone"
                : $"Readers of {operation.View} fail, because its column {missing} is gone");
        }
        else if (operation.Replace)
        {
            var moved = before.Columns.Where((column, place) => operation.Columns[place] != column).First();
            yield return Found(operation, $"The server refuses to replace {operation.View}, because its column {moved} has another place");
        }
    }

    // The view as it is, or as it was before this migration dropped it.
    private static CreateView? LastShape(CreateView operation, RuleContext context) => operation.Replace
        ? context.Schema.FindView(operation.View)
        : context.EarlierAbout(operation.View).Where(earlier => earlier.Operation is DropObject { Kind: ObjectKind.View } drop && context.Schema.Same(drop.Object, operation.View))
            .Select(earlier => earlier.Schema.FindView(operation.View)).FirstOrDefault();
}
