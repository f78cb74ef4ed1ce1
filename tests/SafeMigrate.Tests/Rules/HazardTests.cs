using System.Text.RegularExpressions;
using SafeMigrate.Rules;

namespace SafeMigrate.Tests.Rules;

/// <summary>Every hazard of <c>hazards.txt</c> is reported, and what only looks like it is not.</summary>
public partial class HazardTests
{
    private static readonly string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "SafeMigrate.Tests", "Rules", "hazards.txt"));

    public static TheoryData<string, string, bool, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, bool, string>();
            var hazard = "";
            foreach (var line in lines)
            {
                if (Heading().IsMatch(line))
                    hazard = line;
                else if (line.StartsWith("+ ", StringComparison.Ordinal) || line.StartsWith("- ", StringComparison.Ordinal))
                    cases.Add(hazard, Heading().Match(hazard).Groups["rule"].Value, line[0] == '+', line[2..]);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Is_reported_and_its_near_miss_is_not(string hazard, string rule, bool reported, string sql)
    {
        var files = sql.Split(" // ").Select(file => file.StartsWith("[tx] ", StringComparison.Ordinal) ? "-- one transaction\n" + file[5..] : file);
        var lint = Lint.Postgres(string.Join("\n-- next migration\n", files)).Enabled(RuleCatalog.All.Find(rule)!)
            .Configured("safemigrate_protected_tables", "orders");
        if (Heading().Match(hazard).Groups["version"] is { Success: true } version)
            lint.On(int.Parse(version.Value));

        if (reported)
            lint.Reports(rule);
        else
            lint.IsSilentOn(rule, "SM0000");
    }

    [Fact]
    public void Every_hazard_has_a_statement_that_is_reported_or_a_reason()
    {
        var text = string.Join("\n", lines);
        var hazards = Heading().Matches(text).Select(match => int.Parse(match.Groups["number"].Value));

        Assert.Equal(Enumerable.Range(1, 172), hazards.Distinct());
        Assert.DoesNotMatch(@"(?m)^\d.*\n(\d|\s*$|\#)", text);
    }

    [Fact]
    public void Every_rule_but_those_about_the_file_itself_answers_a_hazard()
    {
        var answered = lines.Select(line => Heading().Match(line).Groups["rule"].Value).ToHashSet();

        Assert.Equal(["SM0000", "SM0001", "SM0002"], RuleCatalog.All.Select(rule => rule.Id).Where(rule => !answered.Contains(rule)));
    }

    [Fact]
    public void Says_which_rules_are_off() => Assert.All(lines.Select(line => Heading().Match(line)).Where(match => match.Groups["rule"].Success),
        match => Assert.Equal(match.Groups["off"].Success, !RuleCatalog.All.Find(match.Groups["rule"].Value)!.EnabledByDefault));

    [GeneratedRegex(@"^(?<number>\d+) (?<name>[a-z0-9-]+)( (?<rule>SM\d+))?( @(?<version>\d+))?(?<off> off)?$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
