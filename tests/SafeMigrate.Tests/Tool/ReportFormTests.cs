using System.Text.Json;
using System.Xml;
using System.Xml.Schema;

namespace SafeMigrate.Tests.Tool;

/// <summary>Reports for CI servers have the form that the servers ask for, also where files cannot be read and names are strange.</summary>
public sealed class ReportFormTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ReportFormTests() => folder
        .With("1_orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, note text);")
        .With("2_<&>\"é.sql", "CREATE INDEX a ON t (a);\nCREATE INDEX a ON t (a);\nALTER TABLE orders ALTER COLUMN note SET NOT NULL;\nALTER TABLE t ADD COLUMN \"]]>\u0001\" integer;")
        .With("3_unreadable.sql", [0xFF, 0xFE, 0, 0]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void JUnit_is_valid_by_the_schema_of_Jenkins()
    {
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema };
        settings.Schemas.Add(null, Path.Combine(AppContext.BaseDirectory, "Tool", "junit.xsd"));
        using var xml = XmlReader.Create(new StringReader(Written("junit")), settings);

        var exception = Record.Exception(() =>
        {
            while (xml.Read())
                continue;
        });

        Assert.Null(exception);
    }

    [Fact]
    public void GitLab_gets_the_members_it_documents()
    {
        using var json = JsonDocument.Parse(Written("gitlab"));
        var findings = json.RootElement.EnumerateArray().ToList();

        Assert.NotEmpty(findings);
        Assert.All(findings, finding =>
        {
            Assert.NotEmpty(finding.GetProperty("description").GetString()!);
            Assert.NotEmpty(finding.GetProperty("check_name").GetString()!);
            Assert.Contains(finding.GetProperty("severity").GetString(), (string[])["info", "minor", "major", "critical", "blocker"]);
            Assert.DoesNotMatch(@"^(\./|.*\\)", finding.GetProperty("location").GetProperty("path").GetString()!);
            Assert.True(finding.GetProperty("location").GetProperty("lines").GetProperty("begin").GetInt32() >= 1);
        });
        Assert.Distinct(findings.Select(finding => finding.GetProperty("fingerprint").GetString()));
    }

    private string Written(string kind)
    {
        var file = folder.Of("report");
        CommandRun.Of("lint", folder.Path, "--report", $"{kind}={file}");
        return File.ReadAllText(file);
    }
}
