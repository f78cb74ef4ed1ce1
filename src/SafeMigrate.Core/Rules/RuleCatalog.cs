namespace SafeMigrate.Rules;

/// <summary>All rules of this assembly: those for PostgreSQL and those for any dialect.</summary>
public static class RuleCatalog
{
    /// <summary>The rules in the order of their ids.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        new SM0000Unreadable(),
        new SM0001InvalidSuppression(),
        new SM0002UnusedSuppression(),
        new SM0003SetNotNull(),
        new SM0004OpaqueSql(),
    ];

    /// <summary>The rule with this id or name among <paramref name="rules"/>, in any case; null where there is none.</summary>
    /// <param name="rules">Where to look.</param>
    /// <param name="idOrName"><c>SM0003</c> or <c>set-not-null</c>.</param>
    public static Rule? Find(this IEnumerable<Rule> rules, string idOrName) => rules.FirstOrDefault(rule =>
        rule.Id.Equals(idOrName, StringComparison.OrdinalIgnoreCase) || rule.Name.Equals(idOrName, StringComparison.OrdinalIgnoreCase));
}
