namespace SafeMigrate.Tests.Tool;

/// <summary>What docs/lint.md shows is what the program prints.</summary>
public class LintPageTests
{
    private const string Page = "docs/lint.md";

    [Fact]
    public void Each_shown_output_is_what_the_command_prints() => ShownCommands.Match(Page);

    [Fact]
    public void Each_option_of_editorconfig_is_listed()
    {
        var page = File.ReadAllText(Page);

        Assert.All(LintConfiguration.Keys, option => Assert.Contains($"| `{option.Key}` | {option.Value} |", page));
    }
}
