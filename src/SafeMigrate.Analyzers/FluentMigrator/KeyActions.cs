using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>ON DELETE and ON UPDATE of a foreign key, from <c>System.Data.Rule</c>.</summary>
internal sealed class KeyActions
{
    public string? OnDelete { get; private set; }

    public string? OnUpdate { get; private set; }

    public void Apply(Call call, ChainTranslator translator)
    {
        var action = Action(call, translator);
        if (call.Name is "OnDelete" or "OnDeleteOrUpdate")
            OnDelete = action;
        if (call.Name is "OnUpdate" or "OnDeleteOrUpdate")
            OnUpdate = action;
    }

    private static string? Action(Call call, ChainTranslator translator)
    {
        switch ((call.At(0)?.Value as Symbol)?.Member)
        {
            case "Cascade":
                return "CASCADE";
            case "SetNull":
                return "SET NULL";
            case "SetDefault":
                return "SET DEFAULT";
            case "None":
                return null; // FluentMigrator writes nothing.
            default:
                translator.Doubt(call.Location, $"{call.Name} has a rule that is not in the source");
                return null;
        }
    }
}
