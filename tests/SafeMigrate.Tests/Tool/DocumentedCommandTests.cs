using System.Text.RegularExpressions;
using SafeMigrate.Tool;

namespace SafeMigrate.Tests.Tool;

/// <summary>Each command that the documentation shows is one that the program takes.</summary>
public partial class DocumentedCommandTests
{
    public static TheoryData<string, string> Commands
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var file in (string[])["README.md", .. Directory.GetFiles("migrations-examples", "README.md", SearchOption.AllDirectories).Order(), .. Directory.GetFiles("docs", "*.md").Order()])
            {
                foreach (var command in Shown(File.ReadAllText(file)).Distinct())
                    data.Add(file, command);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Commands))]
    public void A_command_of_the_documentation_is_understood(string file, string command)
    {
        Assert.NotEmpty(file);
        Assert.Empty(CommandLine.Errors([.. Words().Matches(command).Skip(1).Select(word => word.Value.Replace("\"", ""))]));
    }

    // In a code block a command has its line; elsewhere it stands between backticks.
    private static IEnumerable<string> Shown(string text)
    {
        var blocks = Blocks().Matches(text).SelectMany(block => block.Value.Split('\n'))
            .Select(line => Line().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value.Split(" #")[0].Trim());
        var inline = Inline().Matches(Blocks().Replace(text, "")).Select(match => match.Groups[1].Value);
        return blocks.Concat(inline);
    }

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex("^(?:- run: )?(safemigrate .*)$")]
    private static partial Regex Line();

    [GeneratedRegex("`(safemigrate [^`]*)`")]
    private static partial Regex Inline();

    [GeneratedRegex("(?:[^\\s\"]|\"[^\"]*\")+")]
    private static partial Regex Words();
}
