using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A procedure, function or view that running versions call is changed.</summary>
public sealed class SM1029ChangeModule : SqlServerRule<ChangeModule>
{
    /// <inheritdoc/>
    public override string Id => "SM1029";

    /// <inheritdoc/>
    public override string Name => "mssql-module-change";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override string Title => "A procedure, function or view changes under the versions that use it";

    /// <inheritdoc/>
    public override string Why =>
        "Running versions call it by name and with the parameters they know: a new parameter without a default makes their calls fail at once, and so does a drop.";

    /// <inheritdoc/>
    public override string Instead => "Give new parameters a default, or create a second module with another name and drop the old one later";

    /// <inheritdoc/>
    public override string Bad => """
        CREATE PROCEDURE dbo.Pay @id int AS SELECT 1;
        -- next migration
        ALTER PROCEDURE dbo.Pay @id int, @currency char(3) AS SELECT 1;
        """;

    /// <inheritdoc/>
    public override string Good => """
        CREATE PROCEDURE dbo.Pay @id int AS SELECT 1;
        -- next migration
        ALTER PROCEDURE dbo.Pay @id int, @currency char(3) = 'USD' AS SELECT 1;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(ChangeModule operation, RuleContext context)
    {
        if (operation.Kind == "trigger" || context.EarlierOf<ChangeModule>(Within.Migration).Any(earlier => Same(earlier, operation, context)))
            yield break;

        // DROP and CREATE in one migration is how modules were replaced before CREATE OR ALTER.
        var isReplaced = context.LaterOf<ChangeModule>(Within.Migration).Any(later => Same(later, operation, context));
        if (operation.Change == ModuleChange.Drop && !isReplaced)
            yield return Found(operation, $"Dropping {operation.Kind} {operation.Module} breaks every running version that uses it");

        var before = context.EarlierOf<ChangeModule>().FirstOrDefault(earlier => Same(earlier, operation, context));
        if (before is null || operation.Change == ModuleChange.Drop)
            yield break;

        var added = operation.RequiredParameters.Except(before.RequiredParameters).ToList();
        if (added.Count > 0)
            yield return Found(operation, $"Calls of {operation.Module} by running versions fail, because they do not give {string.Join(", ", added)}");
    }

    private static bool Same(Operation one, ChangeModule other, RuleContext context) =>
        one is ChangeModule change && context.Schema.Same(change.Module, other.Module);
}
