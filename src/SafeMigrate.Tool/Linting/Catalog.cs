using SafeMigrate.Rules;
using SafeMigrate.SqlServer;

namespace SafeMigrate.Tool.Linting;

/// <summary>The rules of all assemblies.</summary>
internal static class Catalog
{
    /// <summary>All rules, in the order of their ids.</summary>
    public static IReadOnlyList<Rule> All => [.. RuleCatalog.All.Concat(SqlServerRules.All).Append(new EditedMigration()).OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    /// <summary>The rules for one dialect; those for SQL Server are only loaded for it.</summary>
    public static IReadOnlyList<Rule> For(Dialect dialect) => dialect == Dialect.SqlServer ? All : [.. RuleCatalog.All, new EditedMigration()];
}
