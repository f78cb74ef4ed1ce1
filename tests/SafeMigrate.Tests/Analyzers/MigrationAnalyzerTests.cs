using Microsoft.CodeAnalysis;
using SafeMigrate.Analyzers;

namespace SafeMigrate.Tests.Analyzers;

public class MigrationAnalyzerTests
{
    [Fact]
    public async Task Underlines_the_call()
    {
        var diagnostics = await Analyze.Migration("""Rename.Column("total").OnTable("orders").To("amount");""");

        var rename = Assert.Single(diagnostics, diagnostic => diagnostic.Id == "SM0214");
        Assert.Equal("Rename.Column(\"total\")", Analyze.Marked(rename));
        Assert.Equal(DiagnosticSeverity.Warning, rename.Severity);
    }

    [Fact]
    public async Task Underlines_the_characters_inside_an_sql_string()
    {
        var diagnostics = await Analyze.Migration("""Execute.Sql("SELECT 1;\n ALTER TABLE orders RENAME COLUMN total TO amount;");""");

        Assert.Contains("RENAME COLUMN total TO amount", Analyze.Marked(Assert.Single(diagnostics, diagnostic => diagnostic.Id == "SM0214")));
    }

    [Fact]
    public async Task Says_the_same_as_the_command_line()
    {
        const string Up = """Alter.Table("orders").AlterColumn("total").AsInt64().NotNullable();""";
        var migrations = CSharpReader.Read([new SourceText("M.cs", Analyze.Class(Up))], Dialect.Postgres).Migrations;
        var findings = Linter.Lint(migrations, new LintOptions());

        var diagnostics = await Analyze.Migration(Up);

        Assert.NotEmpty(findings);
        Assert.Equal(
            findings.Select(finding => (finding.Rule, $"{finding.Message}. {finding.Help}", finding.Location.Span.Start)).Order(),
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.GetMessage(), diagnostic.Location.SourceSpan.Start)).Order());
    }

    [Fact]
    public async Task Reads_sql_files_of_the_project()
    {
        var diagnostics = await Analyze.Scripts(("migrations/2.sql", "SELECT 1;\n  ALTER TABLE orders RENAME COLUMN total TO amount;"), ("migrations/10.sql", "SELECT 1;"));

        var place = Assert.Single(diagnostics, diagnostic => diagnostic.Id == "SM0214").Location.GetLineSpan();
        Assert.Equal(("migrations/2.sql", 1, 2), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
    }

    [Fact]
    public async Task Is_silent_in_a_project_without_migrations() =>
        Assert.Empty(await Analyze.Run([("A.cs", "class A { void Up() { } }")], [], []));

    [Fact]
    public async Task Takes_the_dialect_from_the_configuration()
    {
        var diagnostics = await Analyze.Migration(
            """Execute.Sql("EXEC sp_rename N'dbo.orders.total', N'amount', N'COLUMN';");""", options: new() { ["safemigrate_dialect"] = "sqlserver" });

        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id == "SM0000");
    }

    [Fact]
    public void Knows_every_rule_once()
    {
        var ids = new MigrationAnalyzer().SupportedDiagnostics.Select(descriptor => descriptor.Id).ToList();

        Assert.Equal(ids.Distinct(), ids);
        Assert.Superset(SafeMigrate.Rules.RuleCatalog.All.Select(rule => rule.Id).ToHashSet(), ids.ToHashSet());
    }
}
