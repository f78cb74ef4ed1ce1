using System.Text.Json;
using System.Xml.Linq;
using SafeMigrate.Rules;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tests.Tool;

public class ReportTests
{
    private static readonly SourceText Source = new("db/1 a.sql", "-- é\nALTER TABLE orders\n\tALTER COLUMN total SET NOT NULL;\n");

    private static readonly Finding Finding = new(
        "SM0003", "set-not-null", Severity.Error, new Location(Source, TextSpan.Between(Source.Text.IndexOf("ALTER COLUMN", StringComparison.Ordinal), Source.Text.IndexOf(';'))),
        "Making orders.total NOT NULL scans a|b <c>, 100%", "Add a CHECK first")
    { Statement = 0, Operation = "SetNotNull" };

    private static readonly LintResult Result = new([Finding], [new Problem("db/2.sql", "is a binary file")])
    {
        Files = [Source.Path],
        Statements = 1,
        Rules = RuleCatalog.All,
    };

    private static string Written(string kind) => Written(kind, Result);

    private static string Written(string kind, LintResult result)
    {
        var output = new StringWriter { NewLine = "\n" };
        Report.All.Single(report => report.Kind == kind).Write(result, output);
        return output.ToString();
    }

    [Fact]
    public void Text_shows_the_lines() => Assert.Equal("""
        error SM0003 set-not-null
          Making orders.total NOT NULL scans a|b <c>, 100%
          --> db/1 a.sql:3:2
          3 | 	ALTER COLUMN total SET NOT NULL;
            | 	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          instead: Add a CHECK first
          more: safemigrate explain SM0003

        1 error in 1 file (1 statement)

        """.ReplaceLineEndings("\n"), Written("text"));

    [Fact]
    public void Text_lists_notes_by_rule_at_the_end()
    {
        var note = Finding with { Severity = Severity.Note };
        var other = note with { Rule = "SM0112", RuleName = "add-column-cached-plan", Message = "Sessions plan anew" };

        Assert.EndsWith("""
              more: safemigrate explain SM0003

            Notes, which --verbose shows in full:
            note SM0003 set-not-null
              SET NOT NULL scans the table under an exclusive lock (4 times)
              --> db/1 a.sql:3:2, db/1 a.sql:3:2, db/1 a.sql:3:2 and 1 more
            note SM0112 add-column-cached-plan
              Sessions plan anew
              --> db/1 a.sql:3:2

            1 error, 5 notes in 1 file (1 statement)

            """.ReplaceLineEndings("\n"), Written("text", Result with { Findings = [other, note, note, Finding, note, note] }));
    }

    [Fact]
    public void Text_shows_notes_in_full_where_that_is_asked_for()
    {
        var output = new StringWriter { NewLine = "\n" };
        TextReport.Write(Result with { Findings = [Finding with { Severity = Severity.Note }] }, output, color: false, all: true);

        Assert.StartsWith("note SM0003 set-not-null\n  Making orders.total NOT NULL", output.ToString());
    }

    [Fact]
    public void Text_with_colours_says_the_same()
    {
        var output = new StringWriter { NewLine = "\n" };
        TextReport.Write(Result, output, color: true, all: false);

        Assert.Contains("\u001b[1;31merror SM0003\u001b[0m", output.ToString());
        Assert.Equal(Written("text"), System.Text.RegularExpressions.Regex.Replace(output.ToString(), "\u001b\\[[0-9;]*m", ""));
    }

    [Fact]
    public void Json_has_the_promised_members()
    {
        using var json = JsonDocument.Parse(Written("json"));
        var finding = json.RootElement.GetProperty("findings")[0];

        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(
            ["rule", "name", "severity", "path", "line", "column", "endLine", "endColumn", "offset", "length", "statement", "message", "help", "operation", "fixable"],
            finding.EnumerateObject().Select(member => member.Name));
        Assert.Equal((3, 2, 26, 31), (Number("line"), Number("column"), Number("offset"), Number("length")));
        Assert.Equal(
            """{"files":1,"statements":1,"errors":1,"warnings":0,"notes":0}""",
            JsonSerializer.Serialize(json.RootElement.GetProperty("summary")));

        int Number(string name) => finding.GetProperty(name).GetInt32();
    }

    [Fact]
    public void Sarif_points_into_the_file_and_describes_the_rule()
    {
        using var json = JsonDocument.Parse(Written("sarif"));
        var run = json.RootElement.GetProperty("runs")[0];
        var result = run.GetProperty("results")[0];

        Assert.Equal("SM0003", run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        Assert.Equal(
            "db/1%20a.sql",
            result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.False(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
    }

    [Fact]
    public void GitHub_annotations_are_escaped() => Assert.Equal(
        "::error file=db/1 a.sql,line=3,endLine=3,col=2,endColumn=33,title=SM0003 set-not-null::"
            + "Making orders.total NOT NULL scans a|b <c>, 100%25%0AInstead: Add a CHECK first%0AMore: safemigrate explain SM0003\n"
            + "::error file=db/2.sql,title=Not read::db/2.sql: is a binary file\n",
        Written("github"));

    [Fact]
    public void GitLab_gets_a_fingerprint_that_does_not_depend_on_the_line()
    {
        var moved = new SourceText(Source.Path, "\n\n" + Source.Text);
        var elsewhere = Finding with { Location = new Location(moved, new TextSpan(Finding.Location.Span.Start + 2, Finding.Location.Span.Length)) };

        Assert.Equal(Fingerprint.Of([Finding]).Single().Value, Fingerprint.Of([elsewhere]).Single().Value);
        Assert.Equal("critical", JsonDocument.Parse(Written("gitlab")).RootElement[0].GetProperty("severity").GetString());
    }

    [Fact]
    public void Equal_findings_have_fingerprints_of_their_own() => Assert.Equal(2, Fingerprint.Of([Finding, Finding]).Select(pair => pair.Value).Distinct().Count());

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("sarif")]
    [InlineData("github")]
    [InlineData("gitlab")]
    [InlineData("junit")]
    [InlineData("markdown")]
    public void Each_report_links_to_the_page_of_the_rule_where_its_address_is_known(string kind)
    {
        Assert.Contains("https://example.org/rules/SM0003.md", Written(kind, Result with { Help = new HelpLinks("https://example.org/rules/", _ => null) }).Replace("%3A", ":"));
        Assert.Contains("https://example.org/?r=SM0003", Written(kind, Result with { Help = new HelpLinks(null, _ => "https://example.org/?r={rule}") }).Replace("%3A", ":"));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("github")]
    [InlineData("gitlab")]
    [InlineData("junit")]
    [InlineData("markdown")]
    public void A_report_without_an_address_names_the_command(string kind) => Assert.Contains("safemigrate explain SM0003", Written(kind));

    [Fact]
    public void Sarif_has_the_help_itself_and_no_address_that_is_made_up()
    {
        using var json = JsonDocument.Parse(Written("sarif"));
        var rule = json.RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules")[0];

        Assert.False(rule.TryGetProperty("helpUri", out _));
        Assert.Contains("## Why", rule.GetProperty("help").GetProperty("markdown").GetString());
        Assert.NotEmpty(rule.GetProperty("help").GetProperty("text").GetString()!);
    }

    [Fact]
    public void JUnit_counts_failures_and_errors()
    {
        var suites = XElement.Parse(Written("junit")).Elements("testsuite").ToList();

        Assert.Equal([("1", "0"), ("0", "1")], suites.Select(suite => (suite.Attribute("failures")!.Value, suite.Attribute("errors")!.Value)));
    }

    [Fact]
    public void Markdown_begins_with_the_mark_and_keeps_its_table_whole()
    {
        var lines = Written("markdown").Split('\n');

        Assert.Equal("<!-- safemigrate-lint -->", lines[0]);
        Assert.Contains("scans a\\|b &lt;c>, 100%", lines[5]);
    }

    [Fact]
    public void Markdown_folds_the_notes_away()
    {
        var note = Finding with { Severity = Severity.Note, Message = "a note" };
        var text = Written("markdown", Result with { Findings = [note, Finding, note] });

        Assert.True(text.IndexOf("scans a", StringComparison.Ordinal) < text.IndexOf("<details><summary>2 notes</summary>", StringComparison.Ordinal));
        Assert.EndsWith("| a note | Add a CHECK first |", text[..text.IndexOf("\n\n</details>", StringComparison.Ordinal)]);
    }

    [Fact]
    public void Markdown_is_no_longer_than_a_comment_may_be()
    {
        var text = Written("markdown", Result with { Findings = [.. Enumerable.Repeat(Finding, 2000), Finding with { Severity = Severity.Note }] });

        Assert.InRange(text.Length, 50_000, 65_000);
        Assert.Matches("\n1[0-9]{3} more findings, which a comment has no room for", text);
    }
}
