using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer;

/// <summary>All rules for SQL Server.</summary>
public static class SqlServerRules
{
    /// <summary>The rules in the order of their ids.</summary>
    public static IReadOnlyList<Rule> All { get; } = [];
}
