using SafeMigrate.Rules;

namespace SafeMigrate;

/// <summary>Judges migrations. Pure: the same input gives the same findings in the same order.</summary>
public static class Linter
{
    /// <summary>
    /// The findings about a history, in the order of the migrations and of their places in the text. Each operation is judged against the schema
    /// that all operations before it leave behind.
    /// </summary>
    /// <param name="history">The migrations of one database in the order they run.</param>
    /// <param name="options">Versions, rules and configuration.</param>
    public static IReadOnlyList<Finding> Lint(IReadOnlyList<Migration> history, LintOptions options)
    {
        var moments = History.Of(history, options.Schema);
        var findings = new List<Finding>();
        var at = 0;
        foreach (var migration in history)
        {
            var end = at + migration.Operations.Count();
            if (options.ReportOn(migration))
                findings.AddRange(Judge(migration, moments, at, end, options));
            at = end;
        }

        return findings;
    }

    private static IEnumerable<Finding> Judge(Migration migration, IReadOnlyList<Moment> moments, int start, int end, LintOptions options)
    {
        var configuration = new LintConfiguration(options, migration.Source.Path);
        var rules = options.Rules.Where(rule => Applies(rule, migration.Dialect, configuration)).ToList();
        var found = new List<Finding>();
        for (var i = start; i < end; i++)
        {
            var context = new RuleContext(moments, i, configuration);
            foreach (var rule in rules)
                found.AddRange(rule.Judge(moments[i].Operation, context).Select(finding => Placed(finding, rule, moments[i], context)));
        }

        return new Suppressions(migration, options.Rules, configuration).Filter(found)
            .Distinct()
            .OrderBy(finding => finding.Location.Span.Start)
            .ThenBy(finding => finding.Rule, StringComparer.Ordinal);
    }

    private static bool Applies(Rule rule, Dialect dialect, LintConfiguration configuration) =>
        (rule.Dialect ?? dialect) == dialect && configuration.IsEnabled(rule)
        && (dialect != Dialect.Postgres
            || (rule.FirstVersion <= configuration.PostgresVersion && configuration.PostgresVersion <= (rule.LastVersion ?? int.MaxValue)));

    private static Finding Placed(Finding finding, Rule rule, Moment moment, RuleContext context)
    {
        var sizes = rule.DependsOnSize ? TableSize.Of(moment.Operation, context) : [];
        var severity = TableSize.AreSmall(sizes, context.Configuration) ? Severity.Note : finding.Severity;
        return finding with
        {
            Statement = moment.StatementIndex,
            Message = TableSize.Words(sizes) is { Length: > 0 } size ? $"{finding.Message}; {size}" : finding.Message,
            Severity = context.Configuration.SeverityOf(rule, severity) ?? severity,
            Location = finding.Location == Location.None ? moment.Statement.Location : finding.Location,
        };
    }
}
