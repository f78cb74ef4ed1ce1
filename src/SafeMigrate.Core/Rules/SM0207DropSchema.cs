using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Everything in the schema goes with it.</summary>
internal sealed class SM0207DropSchema : Rule<DropObject>
{
    public override string Id => "SM0207";
    public override string Name => "drop-schema";
    public override Severity Severity => Severity.Error;
    public override string Title => "DROP SCHEMA loses data and breaks the version that still runs";
    public override string Why => "Every name in the schema stops to exist. With CASCADE its tables and their rows are gone.";
    public override string Instead => "Remove the objects one by one after no version uses them";
    public override string Bad => "DROP SCHEMA reporting CASCADE;";
    public override string Good => """
        -- safemigrate:ignore SM0207 empty since 1.8
        DROP SCHEMA reporting;
        """;

    protected override IEnumerable<Finding> Check(DropObject operation, RuleContext context)
    {
        if (operation.Kind is ObjectKind.Schema)
            yield return Found(operation, $"Names in the schema {operation.Object} stop to exist{(operation.Cascade ? ", and everything in it is lost" : "")}");
    }
}
