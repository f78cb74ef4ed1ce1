namespace SafeMigrate.Rules;

/// <summary>
/// The <c>safemigrate:ignore</c> remarks of one migration. Strict: a remark that names an unknown rule, says no reason or matches nothing is a
/// finding itself, because a suppression that does not do what its author believes is worse than none.
/// </summary>
internal sealed class Suppressions
{
    private const int WholeFile = -1;
    private readonly List<Suppression> suppressions = [];
    private readonly List<Finding> errors = [];
    private readonly IReadOnlyList<Rule> rules;
    private readonly LintConfiguration configuration;

    public Suppressions(Migration migration, IReadOnlyList<Rule> rules, LintConfiguration configuration)
    {
        (this.rules, this.configuration) = (rules, configuration);
        for (var i = 0; i < migration.Statements.Count; i++)
        {
            foreach (var directive in migration.Statements[i].Directives)
                Read(directive, i);
        }
    }

    /// <summary>The findings that no remark covers, and those about the remarks.</summary>
    public IReadOnlyList<Finding> Filter(IReadOnlyList<Finding> findings)
    {
        if (suppressions.Count == 0 && errors.Count == 0)
            return findings;
        var byStatement = suppressions.Where(suppression => suppression.Covered is not null).ToLookup(suppression => suppression.Covered!.Value);
        return [.. findings.Where(finding => !IsSuppressed(finding, byStatement)), .. errors, .. Unused()];
    }

    private static bool IsSuppressed(Finding finding, ILookup<int, Suppression> byStatement)
    {
        var covering = byStatement[finding.Statement].Concat(finding.Statement == WholeFile ? [] : byStatement[WholeFile])
            .Where(suppression => suppression.Rule.Id == finding.Rule).ToList();
        covering.ForEach(suppression => suppression.Used = true);
        return covering.Count > 0;
    }

    private void Read(Directive directive, int statement)
    {
        if (directive.Name is not ("ignore" or "ignore-file"))
            return;
        if (directive.Name == "ignore-file" && statement > 0)
            Report(directive, statement, "safemigrate:ignore-file stands behind a statement and does nothing there");

        var (names, reason) = Split(directive.Argument);
        if (names.Count == 0)
            Report(directive, statement, $"safemigrate:{directive.Name} names no rule");
        if (names.Count > 0 && reason.Length == 0 && configuration.Text("safemigrate_suppression_reason") != "optional")
            Report(directive, statement, $"safemigrate:{directive.Name} {string.Join(", ", names)} gives no reason");
        foreach (var name in names)
        {
            if (rules.Find(name) is { } rule)
                suppressions.Add(new Suppression(directive, statement, rule));
            else
                Report(directive, statement, $"safemigrate:{directive.Name} names the rule \"{name}\", which does not exist");
        }
    }

    // SM0003, SM0004 and then the reason.
    private static (List<string> Names, string Reason) Split(string argument)
    {
        var words = argument.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var count = 0;
        while (count < words.Length && words[count++].EndsWith(",", StringComparison.Ordinal))
            continue;
        var names = words.Take(count).SelectMany(word => word.TrimEnd(':').Split([','], StringSplitOptions.RemoveEmptyEntries)).ToList();
        return (names, string.Join(" ", words.Skip(count)));
    }

    private void Report(Directive directive, int statement, string message)
    {
        if (rules.Find("SM0001") is { } rule && configuration.SeverityOf(rule, rule.Severity) is { } severity)
            errors.Add(About(directive, statement, rule, severity, message));
    }

    private IEnumerable<Finding> Unused()
    {
        if (rules.Find("SM0002") is not { } rule || configuration.SeverityOf(rule, rule.Severity) is not { } severity)
            return [];
        return suppressions.Where(suppression => !suppression.Used && configuration.IsEnabled(suppression.Rule)).Select(suppression => About(
            suppression.Directive, suppression.Statement, rule, severity, $"No finding of {suppression.Rule.Id} is left that this remark suppresses"));
    }

    private static Finding About(Directive directive, int statement, Rule rule, Severity severity, string message) =>
        new(rule.Id, rule.Name, severity, directive.Location, message, rule.Instead) { Statement = statement };

    private sealed class Suppression(Directive directive, int statement, Rule rule)
    {
        public Directive Directive { get; } = directive;
        public int Statement { get; } = statement;
        public Rule Rule { get; } = rule;
        public bool Used { get; set; }

        /// <summary>The statement whose findings it covers, or <see cref="WholeFile"/>; null for a remark about the file that stands too late.</summary>
        public int? Covered => Directive.Name != "ignore-file" ? Statement : Statement == 0 ? WholeFile : null;
    }
}
