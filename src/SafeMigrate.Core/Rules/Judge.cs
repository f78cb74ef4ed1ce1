namespace SafeMigrate.Rules;

/// <summary>The rules that one configuration switches on, sorted by what they judge: most rules have nothing to say about most operations.</summary>
internal sealed class Judge
{
    private readonly IReadOnlyList<Rule> all;
    private readonly List<Rule> enabled = [];
    private readonly Dictionary<Type, Rule[]> byOperation = [];
    private readonly LintConfiguration configuration;
    private readonly bool knowsSizes;

    public Judge(IReadOnlyList<Rule> rules, LintConfiguration configuration, Dialect dialect, bool knowsSizes)
    {
        (all, this.configuration, Dialect, this.knowsSizes) = (rules, configuration, dialect, knowsSizes);
        foreach (var rule in rules)
        {
            if (Applies(rule))
                enabled.Add(rule);
        }
    }

    public Dialect Dialect { get; }

    /// <summary>The findings about one migration, in the order of their places.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="moments">The whole history.</param>
    /// <param name="start">The index of the migration's first operation in the history.</param>
    public IReadOnlyList<Finding> Findings(Migration migration, Timeline moments, int start)
    {
        var found = new List<Finding>();
        var locks = new HeldLocks();
        for (var i = start; i < moments.Count && ReferenceEquals(moments[i].Migration, migration); i++)
        {
            var context = new RuleContext(moments, i, configuration, locks);
            foreach (var rule in For(moments[i].Operation.GetType()))
            {
                foreach (var finding in rule.Judge(moments[i].Operation, context))
                    found.Add(Placed(finding, rule, moments[i], context));
            }
        }

        var left = new Suppressions(migration, all, configuration).Filter(found);
        return left.Count <= 1 ? left : InOrder(left);
    }

    // Most are in order already. Two clauses of one kind at one place say the same twice.
    private static List<Finding> InOrder(IReadOnlyList<Finding> findings)
    {
        var ordered = new List<Finding>(findings.Count);
        foreach (var finding in findings)
        {
            var at = ordered.Count;
            while (at > 0 && Compare(finding, ordered[at - 1]) < 0)
                at--;
            if (!IsSaid(finding, ordered, at))
                ordered.Insert(at, finding);
        }

        return ordered;
    }

    private static bool IsSaid(Finding finding, List<Finding> ordered, int end)
    {
        for (var i = end - 1; i >= 0 && Compare(finding, ordered[i]) == 0; i--)
        {
            if (ordered[i].Equals(finding))
                return true;
        }

        return false;
    }

    private static int Compare(Finding one, Finding other)
    {
        var order = one.Location.Span.Start.CompareTo(other.Location.Span.Start);
        return order != 0 ? order : string.CompareOrdinal(one.Rule, other.Rule);
    }

    private bool Applies(Rule rule) =>
        (rule.Dialect ?? Dialect) == Dialect
        && (Dialect != Dialect.Postgres
            || (rule.FirstVersion <= configuration.PostgresVersion && configuration.PostgresVersion <= (rule.LastVersion ?? int.MaxValue)))
        && configuration.IsEnabled(rule);

    private Rule[] For(Type operation)
    {
        if (!byOperation.TryGetValue(operation, out var rules))
            byOperation[operation] = rules = [.. enabled.Where(rule => rule.Judges.IsAssignableFrom(operation))];
        return rules;
    }

    private Finding Placed(Finding finding, Rule rule, Moment moment, RuleContext context)
    {
        var sizes = knowsSizes && rule.DependsOnSize ? TableSize.Of(moment.Operation, context) : [];
        var severity = TableSize.AreSmall(sizes, configuration) ? Severity.Note : finding.Severity;
        return finding with
        {
            Statement = moment.StatementIndex,
            Message = TableSize.Words(sizes) is { Length: > 0 } size ? $"{finding.Message}; {size}" : finding.Message,
            Severity = configuration.SeverityOf(rule, severity) ?? severity,
            Location = finding.Location == Location.None ? moment.Statement.Location : finding.Location,
        };
    }
}
