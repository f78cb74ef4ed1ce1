using System.Text.RegularExpressions;
using SafeMigrate.Rules;

namespace SafeMigrate.Tests.Rules;

public partial class RuleCatalogTests
{
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

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)+$")]
    private static partial Regex KebabCase();
}
