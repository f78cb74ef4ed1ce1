using System.Text;

namespace SafeMigrate.Rules;

/// <summary>The documentation page of a rule.</summary>
public static class RulePage
{
    /// <summary>The page as Markdown, ending with a line break; the same text for <c>explain</c> and for <c>docs/rules</c>.</summary>
    /// <param name="rule">The rule.</param>
    public static string Markdown(Rule rule) => new StringBuilder()
        .Append($"# {rule.Id} {rule.Name}\n\n{rule.Title}.\n\n")
        .Append($"{Facts(rule)}\n\n")
        .Append($"## Why\n\n{rule.Why.Trim()}\n\n")
        .Append($"## Reported\n\n{Code(rule.Bad, rule)}\n\n")
        .Append($"## Instead\n\n{rule.Instead}.\n\n{Code(rule.Good, rule)}\n\n")
        .Append($"## Configuration\n\n{Configuration(rule)}\n")
        .ToString().Replace("\r\n", "\n");

    private static string Facts(Rule rule) => string.Join(" · ",
        "Severity: " + rule.Severity.ToString().ToLowerInvariant() + (rule.DependsOnSize ? " (note where the table is known to be small)" : ""),
        rule.EnabledByDefault ? "on by default" : "off by default",
        Databases(rule));

    private static string Databases(Rule rule) => rule.Dialect switch
    {
        Dialect.Postgres => $"PostgreSQL {rule.FirstVersion} {(rule.LastVersion is { } last ? "to " + last : "and later")}",
        Dialect.SqlServer => "SQL Server",
        _ => "PostgreSQL and SQL Server",
    };

    private static string Code(string sql, Rule rule) => $"```{(rule.Dialect == Dialect.SqlServer ? "tsql" : "sql")}\n{sql.Trim()}\n```";

    private static string Configuration(Rule rule) => $"""
        `.editorconfig`: `dotnet_diagnostic.{rule.Id}.severity = error | warning | suggestion | none`.
        One statement: `-- safemigrate:ignore {rule.Id} reason` on the line above it.
        """;
}
