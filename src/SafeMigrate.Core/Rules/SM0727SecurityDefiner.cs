using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Whoever may create objects may run code as the owner.</summary>
internal sealed class SM0727SecurityDefiner : Rule<CreateFunction>
{
    public override string Id => "SM0727";
    public override string Name => "security-definer";
    public override Severity Severity => Severity.Warning;
    public override bool EnabledByDefault => false;
    public override string Title => "SECURITY DEFINER without a fixed search_path";
    public override string Why => """
        The function runs with the rights of its owner, and finds tables and functions through the search_path of the caller, who may put
        objects of their own first.
        """;
    public override string Instead => "SET search_path = pg_catalog, pg_temp on the function, and qualify names";
    public override string Bad =>
        "CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN NEW; END $$;";
    public override string Good => """
        CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ BEGIN
        RETURN NEW; END $$;
        """;

    protected override IEnumerable<Finding> Check(CreateFunction operation, RuleContext context)
    {
        if (operation.SecurityDefiner && !operation.SetsSearchPath)
            yield return Found(operation, $"A caller of {operation.Function} can make it run code with the rights of its owner");
    }
}
