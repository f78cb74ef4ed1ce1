using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using SafeMigrate.Analyzers;
using SafeMigrate.Tests.Analyzers;
using SafeMigrate.Tests.Tool;
using Analyze = SafeMigrate.Tests.Analyzers.Analyze;

namespace SafeMigrate.Tests.FluentMigrator;

/// <summary>What FluentMigrator does without saying so: the command line and the editor both tell, and neither where all is well.</summary>
public sealed class HazardTests : IDisposable
{
    private const string Concurrently = """Create.Index("ix").OnTable("orders").OnColumn("a").Ascending().WithOptions().AsConcurrently();""";
    private static readonly MetadataReference Library = Compiled();
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("Migration(2)", true)]
    [InlineData("Migration(2, TransactionBehavior.Default)", true)]
    [InlineData("Migration(2, TransactionBehavior.None)", false)]
    public async Task A_concurrent_index_in_the_transaction_that_is_there_by_default(string attribute, bool isReported) =>
        Assert.Equal(isReported, (await RulesAsync(Class(Concurrently, attribute))).Contains("SM0504"));

    [Theory]
    [InlineData("""Alter.Table("orders").AddColumn("c").AsInt32().NotNullable().SetExistingRowsTo(5);""", "SM0105")]
    [InlineData("""Alter.Table("orders").AddColumn("c").AsInt32().Nullable().SetExistingRowsTo(5);""", "SM0801")]
    [InlineData("""Create.Column("c").OnTable("orders").AsInt32().NotNullable().SetExistingRowsTo(5);""", "SM0105")]
    [InlineData("""Alter.Table("orders").AddColumn("c").AsInt32().Nullable();""", "")]
    [InlineData("""Alter.Table("orders").AddColumn("c").AsInt32().NotNullable().WithDefaultValue(5);""", "")]
    public async Task A_value_for_existing_rows_updates_them_all_in_one_transaction(string up, string rule)
    {
        var rules = await RulesAsync(Class(up));

        Assert.Equal(rule, string.Concat(rules.Where(each => each is "SM0105" or "SM0801")));
    }

    [Theory]
    [InlineData("Migration", "public override void Down() => Delete.Table(\"t\");", false)]
    [InlineData("Migration", "public override void Down() { }", true)]
    [InlineData("ForwardOnlyMigration", "", true)]
    [InlineData("AutoReversingMigration", "", false)]
    public async Task No_way_back_is_reported_where_the_team_wants_to_know(string @base, string down, bool isReported)
    {
        var code = $$"""
            using FluentMigrator;

            [Migration(2)]
            public class M : {{@base}}
            {
                public override void Up()
                {
                    Create.Table("t").WithColumn("id").AsInt32();
                }

                {{down}}
            }
            """;

        Assert.Equal(isReported, (await RulesAsync(code, on: "SM0821")).Contains("SM0821"));
        Assert.DoesNotContain("SM0821", await RulesAsync(code));
    }

    [Theory]
    [InlineData("""Alter.Column("a").OnTable("orders").AsInt64();""", "")]
    [InlineData("""Alter.Column("a").OnTable("orders").AsInt64().NotNullable();""", "SM0003")]
    [InlineData("""Alter.Column("b").OnTable("orders").AsInt64().NotNullable();""", "")]
    [InlineData("""Alter.Column("b").OnTable("orders").AsInt64().Nullable();""", "")]
    public async Task On_PostgreSQL_altering_a_column_changes_nullability_only_where_it_is_said(string up, string rule) =>
        Assert.Equal(rule, string.Concat((await RulesAsync(Class(up))).Where(each => each == "SM0003")));

    [Theory]
    [InlineData("""Alter.Column("a").OnTable("orders").AsInt64();""", "SM1012")]
    [InlineData("""Alter.Column("a").OnTable("orders").AsInt64().NotNullable();""", "SM1012")]
    [InlineData("""Alter.Column("a").OnTable("orders").AsInt64().Nullable();""", "")]
    [InlineData("""Alter.Column("b").OnTable("orders").AsInt64();""", "")]
    [InlineData("""Alter.Column("b").OnTable("orders").AsInt64().NotNullable();""", "")]
    [InlineData("""Execute.Sql("ALTER TABLE orders ALTER COLUMN b bigint");""", "SM1010")]
    [InlineData("""Execute.Sql("ALTER TABLE orders ALTER COLUMN b bigint NOT NULL");""", "")]
    public async Task On_SQL_Server_altering_a_column_without_a_word_makes_it_required_and_in_SQL_nullable(string up, string rule) =>
        Assert.Equal(rule, string.Concat((await RulesAsync(Class(up), "sqlserver")).Where(each => each is "SM1010" or "SM1012")));

    [Theory]
    [InlineData("postgres", "postgres", true)]
    [InlineData("PostgreSQL", "postgres", true)]
    [InlineData("SqlServer", "postgres", false)]
    [InlineData("SqlServer", "sqlserver", true)]
    [InlineData("postgres", "sqlserver", false)]
    public async Task What_is_meant_for_another_database_is_not_judged(string name, string dialect, bool isJudged) =>
        Assert.Equal(isJudged, (await RulesAsync(Class($"""IfDatabase("{name}").Rename.Column("a").OnTable("orders").To("x");"""), dialect)).Contains("SM0214"));

    public void Dispose() => folder.Dispose();

    private static string Class(string up, string attribute = "Migration(2)") => Analyze.Class(up, attribute);

    // What both say, which is the same.
    private async Task<IReadOnlyList<string>> RulesAsync(string code, string dialect = "postgres", string? on = null)
    {
        var before = Analyze.Class("""Create.Table("orders").WithColumn("id").AsInt32().NotNullable().WithColumn("a").AsInt32().Nullable().WithColumn("b").AsInt32().NotNullable();""").Replace("class M", "class Before");
        folder.With("1.cs", before).With("2.cs", code).With(".editorconfig", $"root = true\n[*.cs]\n{(on is null ? "" : $"dotnet_diagnostic.{on}.severity = warning\n")}");
        var inEditor = await InEditorAsync([("1.cs", before), ("2.cs", code)], dialect, on);

        Assert.Equal(CommandLine(dialect), inEditor);
        return inEditor;
    }

    private List<string> CommandLine(string dialect)
    {
        var run = CommandRun.Of("lint", folder.Path, "--dialect", dialect, "--format", "json");
        Assert.Equal("", run.Error);
        using var report = JsonDocument.Parse(run.Out);
        return [.. report.RootElement.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("path").GetString()!.EndsWith("2.cs", StringComparison.Ordinal)).Select(finding => finding.GetProperty("rule").GetString()!).Order()];
    }

    private static async Task<List<string>> InEditorAsync(IEnumerable<(string Path, string Text)> files, string dialect, string? on)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary);
        var compilation = CSharpCompilation.Create(
            "Shop",
            files.Select(file => CSharpSyntaxTree.ParseText(file.Text, path: file.Path)),
            [.. Analyze.References, Library],
            on is null ? options : options.WithSpecificDiagnosticOptions([new(on, ReportDiagnostic.Warn)]));
        var found = await compilation.WithAnalyzers([new MigrationAnalyzer()], new AnalyzerOptions([], new Analyze.Provider(new() { ["safemigrate_dialect"] = dialect }))).GetAnalyzerDiagnosticsAsync();
        return [.. found.Where(diagnostic => diagnostic.Location.SourceTree!.FilePath == "2.cs").Select(diagnostic => diagnostic.Id).Order()];
    }

    // As a project has it: compiled, and not among its sources.
    private static MetadataReference Compiled()
    {
        using var stream = new MemoryStream();
        Assert.True(CSharpCompilation.Create("FluentMigrator", [CSharpSyntaxTree.ParseText(FluentMigratorStub.Code)], Analyze.References, new(OutputKind.DynamicallyLinkedLibrary)).Emit(stream).Success);
        return MetadataReference.CreateFromImage(stream.ToArray());
    }
}
