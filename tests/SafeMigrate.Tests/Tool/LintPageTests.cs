using System.Text.RegularExpressions;

namespace SafeMigrate.Tests.Tool;

/// <summary>What docs/lint.md shows is what the program prints.</summary>
public partial class LintPageTests
{
    private const string Page = "docs/lint.md";

    [Fact]
    public void Each_shown_output_is_what_the_command_prints() =>
        Golden.Match(Page, Shown().Replace(File.ReadAllText(Page), match => $"```console\n$ {match.Groups[1].Value}\n{Output(match.Groups[1].Value)}```"));

    [Fact]
    public void Each_option_of_editorconfig_is_listed()
    {
        var page = File.ReadAllText(Page);

        Assert.All(LintConfiguration.Keys, option => Assert.Contains($"| `{option.Key}` | {option.Value} |", page));
    }

    private static string Output(string command)
    {
        var run = CommandRun.Of([.. command.Split(' ').Skip(1)]);
        Assert.NotEqual(2, run.Code);
        return run.Out + run.Error;
    }

    [GeneratedRegex(@"```console\n\$ (safemigrate .*)\n(?:.*\n)*?```")]
    private static partial Regex Shown();
}
