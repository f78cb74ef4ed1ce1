using System.Text.RegularExpressions;
using SafeMigrate.Rules;

namespace SafeMigrate.Tests.Rules;

public partial class RuleCatalogTests
{
    public static TheoryData<string> Rules => [.. RuleCatalog.All.Select(rule => rule.Id)];

    [Theory, MemberData(nameof(Rules))]
    public void Bad_example_is_reported(string id)
    {
        var rule = Rule(id);
        Example(rule, rule.Bad).Reports(id);
    }

    [Theory, MemberData(nameof(Rules))]
    public void Good_example_is_clean(string id)
    {
        var rule = Rule(id);
        Example(rule, rule.Good).IsClean();
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_fix_makes_its_finding_go_away(string id)
    {
        var rule = Rule(id);
        var example = Example(rule, rule.Bad);
        foreach (var finding in example.Findings().Where(finding => finding.Rule == id && finding.Fix is not null))
            Example(rule, example.Fixed(finding)).IsSilentOn(id, "SM0000");
    }

    [Fact]
    public void Lists_every_rule_once_in_id_order()
    {
        var written = typeof(Rule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Rule)) && !type.IsAbstract);
        Assert.Equal(written.Select(type => type.Name).Order(StringComparer.Ordinal), RuleCatalog.All.Select(rule => rule.GetType().Name));
    }

    [Fact]
    public void Names_each_file_after_the_id() =>
        Assert.All(RuleCatalog.All, rule => Assert.StartsWith(rule.Id, rule.GetType().Name, StringComparison.Ordinal));

    [Fact]
    public void Gives_each_rule_a_name_of_its_own_in_kebab_case()
    {
        Assert.All(RuleCatalog.All, rule => Assert.Matches(KebabCase(), rule.Name));
        Assert.Distinct(RuleCatalog.All.Select(rule => rule.Name));
    }

    [Fact]
    public void Finds_a_rule_by_id_and_by_name() => Assert.Same(RuleCatalog.All.Find("sm0003"), RuleCatalog.All.Find("set-not-null"));

    private static Rule Rule(string id) => RuleCatalog.All.Find(id)!;

    private static Lint Example(Rule rule, string sql) =>
        Lint.Postgres(sql).On(Math.Max(rule.FirstVersion, Math.Min(rule.LastVersion ?? 14, 14))).Enabled(rule)
            .Configured("safemigrate_protected_tables", "orders");

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
