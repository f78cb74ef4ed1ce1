using SafeMigrate.Tests.Tool;

namespace SafeMigrate.Tests.Examples;

public class ExampleTests
{
    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "migrations-examples")).Where(folder => Directory.Exists(folder + "/sql")).Select(folder => Path.GetFileName(folder)).Order()];

    [Theory, MemberData(nameof(Cases))]
    public void Lint_says_what_is_recorded(string name)
    {
        var run = CommandRun.Of("lint", $"migrations-examples/{name}/sql");

        Assert.Equal("", run.Error);
        Golden.Match($"migrations-examples/{name}/lint.txt", run.Out);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Plan_says_what_is_recorded(string name)
    {
        var run = CommandRun.Of("plan", $"migrations-examples/{name}/sql", "--only", "2");

        Assert.Equal("", run.Error);
        Golden.Match($"migrations-examples/{name}/plan.txt", run.Out);
    }

    // SetExistingRowsTo is more than SQL says: it updates every row, which is a hazard of its own.
    [Theory, MemberData(nameof(Cases))]
    public void Lint_finds_the_same_in_both_inputs(string name) => Assert.Equal(
        name switch
        {
            "add-column-required" => ["SM0105"],

            // FluentMigrator runs the copy in the transaction that locks the parent.
            "extract-columns" => Rules("fluentmigrator", name).Except(["SM0803"]),
            _ => Rules("fluentmigrator", name),
        },
        Rules("sql", name));

    private static IEnumerable<string> Rules(string input, string name)
    {
        var run = CommandRun.Of("lint", $"migrations-examples/{name}/{input}", "--format", "json");
        Assert.Equal("", run.Error);
        using var report = System.Text.Json.JsonDocument.Parse(run.Out);
        return [.. report.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("rule").GetString()!).Order()];
    }
}
