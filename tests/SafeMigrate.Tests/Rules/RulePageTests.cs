using SafeMigrate.Rules;
using SafeMigrate.Tool.Linting;

namespace SafeMigrate.Tests.Rules;

public class RulePageTests
{
    private static readonly string folder = Path.Combine(Repository.Root, "docs", "rules");

    public static TheoryData<string> Rules => [.. Catalog.All.Select(rule => rule.Id)];

    [Theory, MemberData(nameof(Rules))]
    public void The_page_in_docs_is_what_explain_prints(string id)
    {
        Directory.CreateDirectory(folder);
        Golden.Match(Path.Combine(folder, id + ".md"), RulePage.Markdown(Catalog.All.Find(id)!));
    }

    [Fact]
    public void There_is_no_page_without_a_rule()
    {
        var pages = Directory.GetFiles(folder, "SM*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

        Assert.Equal(Catalog.All.Select(rule => rule.Id), pages);
    }
}
