using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>Triggers, policies and functions that a migration drops and creates again: replaced in one transaction, for nobody may find them missing.</summary>
internal static class Replacement
{
    /// <summary>The earlier statement that drops the trigger, or null.</summary>
    public static DropTrigger? OfTrigger(CreateTrigger create, PlanContext context) =>
        context.Migration.Operations.OfType<DropTrigger>().FirstOrDefault(drop => drop.Trigger == create.Trigger && context.Schema.Same(drop.Table, create.Table));

    /// <summary>The earlier statement that drops the policy, or null.</summary>
    public static ChangePolicy? OfPolicy(ChangePolicy create, PlanContext context) => context.Migration.Operations.OfType<ChangePolicy>()
        .FirstOrDefault(drop => drop.Change == "DROP" && drop.Policy == create.Policy && context.Schema.Same(drop.Table, create.Table));

    /// <summary>The earlier statement that drops a function of the same name and arguments, or null.</summary>
    public static DropObject? OfFunction(CreateFunction create, PlanContext context) => context.Migration.Operations.OfType<DropObject>()
        .FirstOrDefault(drop => drop.Kind is ObjectKind.Function or ObjectKind.Procedure && context.Schema.Same(drop.Object, create.Function) && HasSameArguments(drop, create));

    /// <summary>True where the migration creates the trigger again.</summary>
    public static bool IsCreated(DropTrigger drop, PlanContext context) =>
        context.Migration.Operations.OfType<CreateTrigger>().Any(create => drop.Trigger == create.Trigger && context.Schema.Same(drop.Table, create.Table));

    /// <summary>True where the migration creates the policy again.</summary>
    public static bool IsCreated(ChangePolicy drop, PlanContext context) => context.Migration.Operations.OfType<ChangePolicy>()
        .Any(create => create.Change == "CREATE" && drop.Policy == create.Policy && context.Schema.Same(drop.Table, create.Table));

    /// <summary>True where the migration creates the function again.</summary>
    public static bool IsCreated(DropObject drop, PlanContext context) => context.Migration.Operations.OfType<CreateFunction>().Any(create => ReferenceEquals(OfFunction(create, context), drop));

    /// <summary>The plan, which stands at the statement that creates it again.</summary>
    public static Plan Plan(ValueList<Operation> replacing, KeepDefinition keep, string what, PlanContext context) => new([])
    {
        Strategy = $"Replace {what} when no old version is left",
        Expand = [Steps.Of("try it and undo it, so that nothing stands in the way later", new Rehearse(string.Join(";\n", replacing.SelectMany(one => Postgres.PostgresWriter.Write(one, context.Version)))))],
        Contract = [new Step($"replace {what}", [keep, .. replacing])],

        // The server does not replace a function by one of another result.
        Revert = [new Step("bring it back as it was", [.. replacing[0] is DropObject drop ? [drop] : Array.Empty<Operation>(), new RestoreDefinition(keep)]) { Sign = new RestoreDefinition(keep) }],
        Purge = [Steps.Forgotten(keep)],
        Notes = [$"Until contract the new version meets the old {what}: where it cannot live with that, say -- safemigrate:phase expand at both statements, if the old version can live with the new one"],
    };

    // f(int) and f(amount integer DEFAULT 1) are one.
    private static bool HasSameArguments(DropObject drop, CreateFunction create) =>
        drop.Written?.IndexOf('(') is not > 0 || Arguments(drop.Written!).Select(TypeOf).SequenceEqual(Arguments(create.Sql).Select(TypeOf));

    private static IEnumerable<string> Arguments(string sql)
    {
        var (depth, isText, parts) = (0, false, new List<string> { "" });
        foreach (var letter in sql.Skip(sql.IndexOf('(')))
        {
            isText ^= letter == '\'';
            depth += isText ? 0 : letter switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
                break;
            if (letter == ',' && depth == 1 && !isText)
                parts.Add("");
            else
                parts[parts.Count - 1] += letter;
        }

        parts[0] = parts[0].Substring(1);
        return parts.Select(part => part.Trim()).Where(part => part.Length > 0 && !part.StartsWith("OUT ", StringComparison.OrdinalIgnoreCase));
    }

    // In front of the type there may be a mode and a name.
    private static DataType? TypeOf(string argument)
    {
        var end = new[] { argument.IndexOf(" DEFAULT ", StringComparison.OrdinalIgnoreCase), argument.IndexOf('=') }.Where(at => at > 0).DefaultIfEmpty(argument.Length).Min();
        var rest = argument.Substring(0, end).Trim();
        while (Postgres.PostgresReader.ReadType(rest) is null && rest.IndexOf(' ') is > 0 and var blank)
            rest = rest.Substring(blank + 1);
        return Postgres.PostgresReader.ReadType(rest);
    }
}
