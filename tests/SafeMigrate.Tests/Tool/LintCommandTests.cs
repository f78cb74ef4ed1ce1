using System.Text.Json;

namespace SafeMigrate.Tests.Tool;

public sealed class LintCommandTests : IDisposable
{
    private const string Bad = "ALTER TABLE dbo.Orders FROB;";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private CommandRun Lint(params string[] arguments) => CommandRun.Of(["lint", folder.Path, "--dialect", "sqlserver", .. arguments]);

    [Fact]
    public void A_clean_folder_gives_0()
    {
        folder.With("a.sql", "CREATE TABLE a (id int);");

        Assert.Equal(new CommandRun(0, "No findings in 1 file (1 statement)\n", ""), Lint());
    }

    [Fact]
    public void A_finding_gives_1_and_its_place()
    {
        folder.With("a.sql", Bad);

        var run = Lint();

        Assert.Equal(1, run.Code);
        Assert.Contains("a.sql:1:24", run.Out);
    }

    [Fact]
    public void The_fail_level_decides()
    {
        folder.With("a.sql", Bad);

        Assert.Equal(0, Lint("--fail-on", "none").Code);
    }

    [Fact]
    public void An_unreadable_file_gives_2_and_the_report_is_complete()
    {
        folder.With("a.sql", Bad).With("b.sql", [0]);

        var run = Lint("--format", "json");

        Assert.Equal(2, run.Code);
        Assert.Contains("b.sql: is a binary file", run.Error);
        Assert.Equal(1, JsonDocument.Parse(run.Out).RootElement.GetProperty("findings").GetArrayLength());
    }

    [Fact]
    public void The_standard_input_has_the_path_the_user_says()
    {
        var run = CommandRun.WithInput(Bad, "lint", "-", "--stdin-path", "db/7.sql", "--dialect", "sqlserver");

        Assert.Contains("db/7.sql:1:24", run.Out);
    }

    [Fact]
    public void Several_reports_are_written_by_one_run()
    {
        folder.With("a.sql", Bad);

        Lint("--report", "sarif=" + folder.Of("out/a.sarif"), "--report", "junit=" + folder.Of("out/a.xml"));

        Assert.True(File.Exists(folder.Of("out/a.sarif")));
        Assert.Contains("<testsuites", File.ReadAllText(folder.Of("out/a.xml")));
    }

    [Fact]
    public void A_baseline_hides_what_is_known_and_shows_what_is_new()
    {
        folder.With("a.sql", Bad);
        var baseline = folder.Of("baseline.json");

        Assert.Equal(0, Lint("--baseline", baseline, "--update-baseline").Code);
        folder.With("a.sql", "\n\n" + Bad);
        Assert.Equal(0, Lint("--baseline", baseline).Code);
        folder.With("b.sql", "ALTER TABLE dbo.Other FROB;");
        Assert.Equal(1, Lint("--baseline", baseline).Code);
    }

    [Fact]
    public void Editorconfig_sets_severities_by_path()
    {
        folder.With("a.sql", Bad).With(".editorconfig", "root = true\n[*.sql]\ndotnet_diagnostic.SM0000.severity = warning\n");

        Assert.Equal(0, Lint().Code);
        Assert.Contains("warning SM0000", Lint().Out);
    }

    [Fact]
    public void An_unknown_option_in_editorconfig_is_named()
    {
        folder.With("a.sql", "SELECT 1;").With(".editorconfig", "root = true\n[*.sql]\nsafemigrate_postgres_versoin = 14\n");

        var run = Lint();

        Assert.Equal(2, run.Code);
        Assert.Contains("safemigrate_postgres_versoin, which does not exist", run.Error);
    }

    [Theory]
    [InlineData("dotnet_diagnostic.SM9999.severity = error", "has a severity for SM9999, which is no rule")]
    [InlineData("safemigrate_postgres_version = 9.6", "which is not a major version of PostgreSQL from 14 on")]
    [InlineData("safemigrate_small_table_rows = few", "has safemigrate_small_table_rows = few, which is not a whole number")]
    [InlineData("safemigrate_suppression_reason = maybe", "which is not required or optional")]
    [InlineData("safemigrate_identifier_pattern = [", "which is not a regular expression")]
    public void A_value_in_editorconfig_that_means_nothing_is_named_once(string line, string message)
    {
        folder.With("a.sql", "SELECT 1;").With("b.sql", "SELECT 1;").With(".editorconfig", $"root = true\n[*.sql]\n{line}\n");

        var run = Lint();

        Assert.Equal(2, run.Code);
        Assert.Contains(message, Assert.Single(run.Error.TrimEnd().Split('\n')));
        Assert.Contains("No findings in 2 files", run.Out);
    }

    [Fact]
    public void Lists_in_editorconfig_are_taken_as_they_are()
    {
        folder.With("a.sql", "SELECT 1;").With(".editorconfig", "root = true\n[*.sql]\nsafemigrate_protected_tables = a, b\nsafemigrate_required_columns = id\n");

        Assert.Equal((0, ""), (Lint().Code, Lint().Error));
    }

    [Fact]
    public void An_unknown_key_of_the_configuration_is_named()
    {
        folder.With("a.sql", "SELECT 1;").With("safemigrate.json", """{ "migratons": "db" }""");

        var run = Lint("--config", folder.Of("safemigrate.json"));

        Assert.Equal(2, run.Code);
        Assert.Contains("has the key migratons, which does not exist; there are connection, dialect", run.Error);
    }

    [Theory]
    [InlineData("there is no option --frob", "--frob")]
    [InlineData("there is no report \"pdf\"", "--report", "pdf=a")]
    [InlineData("name a file", "--report", "sarif")]
    [InlineData("major version from 14", "--postgres-version", "9.6")]
    [InlineData("baseline does not exist", "--baseline", "nowhere.json")]
    [InlineData("configuration file does not exist", "--config", "nowhere.json")]
    [InlineData("--update-baseline needs --baseline", "--update-baseline")]
    public void Bad_usage_gives_2_and_one_clear_message(string message, params string[] arguments)
    {
        folder.With("a.sql", "SELECT 1;");

        var run = Lint(arguments);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public void Verbose_says_what_the_statement_locks() => Assert.Contains(
        "the statement locks t Share; builds an index of t",
        CommandRun.WithInput("CREATE INDEX i ON t (a);", "lint", "-", "--verbose").Out);

    [Fact]
    public void A_malformed_configuration_is_named()
    {
        folder.With("a.sql", "SELECT 1;").With("safemigrate.json", "{ \"migrations\": ");

        var run = Lint("--config", folder.Of("safemigrate.json"));

        Assert.Equal(2, run.Code);
        Assert.Contains("is not the JSON it should be", run.Error);
    }
}
