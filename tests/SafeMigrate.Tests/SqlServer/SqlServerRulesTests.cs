using SafeMigrate.Rules;
using SafeMigrate.SqlServer;

namespace SafeMigrate.Tests.SqlServer;

public class SqlServerRulesTests
{
    private const string NextMigration = "-- next migration\n";
    private const string Edition = "safemigrate_sqlserver_edition";

    public static TheoryData<string> Rules => [.. SqlServerRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Bad_example_is_reported(string rule) => Assert.Contains(rule, Found(Rule(rule).Bad, EditionOf(Rule(rule).Bad), rule));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Good_example_is_not_reported(string rule) => Assert.DoesNotContain(rule, Found(Rule(rule).Good, "enterprise", rule));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Good_example_has_no_errors(string rule) =>
        Assert.DoesNotContain(Findings(Rule(rule).Good, "enterprise", rule), finding => finding.Severity == Severity.Error);

    [Fact]
    public void Every_rule_is_listed_once_in_the_order_of_its_id()
    {
        var written = typeof(SqlServerRules).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Rule)) && !type.IsAbstract);

        Assert.Equal(written.Select(type => type.Name).Order(StringComparer.Ordinal), SqlServerRules.All.Select(rule => rule.GetType().Name));
    }

    [Fact]
    public void Every_rule_is_named_after_its_file() =>
        Assert.All(SqlServerRules.All, rule => Assert.StartsWith(rule.Id, rule.GetType().Name));

    [Theory]
    [InlineData("CREATE TABLE #work (id int); CREATE INDEX i ON #work (id); DROP TABLE #work;")]
    [InlineData("CREATE TABLE t (a int); ALTER TABLE t ADD b int NOT NULL; CREATE INDEX i ON t (a); EXEC sp_rename 't.a', 'c', 'COLUMN'; TRUNCATE TABLE t; DROP TABLE t;")]
    public void New_tables_may_be_changed_in_any_way(string sql) => Assert.Empty(Found(sql));

    [Theory]
    [InlineData("standard", Severity.Error)]
    [InlineData(null, Severity.Warning)]
    public void A_constant_default_depends_on_the_edition(string? edition, Severity severity) =>
        Assert.Equal(severity, Assert.Single(Findings("ALTER TABLE t ADD a bit NOT NULL DEFAULT 0;", edition)).Severity);

    [Theory]
    [InlineData("ALTER TABLE t ADD a bit NOT NULL DEFAULT 0;")]
    [InlineData("ALTER TABLE t ADD a datetime2 NOT NULL DEFAULT GETUTCDATE();")]
    [InlineData("ALTER TABLE t ADD a nvarchar(10) NULL DEFAULT N'x' WITH VALUES;")]
    public void A_constant_default_is_free_on_enterprise_edition(string sql) => Assert.Empty(Found(sql, "enterprise"));

    [Theory]
    [InlineData("ALTER TABLE t ADD a nvarchar(max) NOT NULL DEFAULT N'';", "SM1003")]
    [InlineData("ALTER TABLE t ADD a uniqueidentifier NOT NULL DEFAULT NEWSEQUENTIALID();", "SM1004")]
    [InlineData("ALTER TABLE t ADD a int NOT NULL DEFAULT dbo.f();", "SM1004")]
    [InlineData("ALTER TABLE t ADD v rowversion NOT NULL;", "SM1005")]
    public void Some_defaults_are_written_row_by_row_on_every_edition(string sql, string rule) => Assert.Equal([rule], Found(sql, "enterprise"));

    [Theory]
    [InlineData("varchar(20)", "varchar(40)")]
    [InlineData("nvarchar(20)", "nvarchar(20)")]
    [InlineData("varbinary(8)", "varbinary(16)")]
    public void A_longer_text_is_silent(string from, string to) => Assert.Empty(Found(Change(from, to)));

    [Theory]
    [InlineData("int", "bigint", "SM1008")]
    [InlineData("varchar(20)", "nvarchar(20)", "SM1008")]
    [InlineData("varchar(20)", "varchar(max)", "SM1008")]
    [InlineData("decimal(10,2)", "decimal(12,2)", "SM1008")]
    [InlineData("bigint", "int", "SM1009")]
    [InlineData("varchar(40)", "varchar(20)", "SM1009")]
    [InlineData("decimal(10,2)", "decimal(10,4)", "SM1009")]
    public void Other_changes_of_type_are_reported(string from, string to, string rule) => Assert.Equal([rule], Found(Change(from, to)));

    [Fact]
    public void A_change_of_type_that_names_no_nullability_loses_not_null() =>
        Assert.Equal(["SM1010"], Found("CREATE TABLE t (a varchar(20) NOT NULL);\n" + NextMigration + "ALTER TABLE t ALTER COLUMN a varchar(40);"));

    [Fact]
    public void Names_with_and_without_dbo_are_the_same() =>
        Assert.Empty(Found("CREATE TABLE t (a varchar(20) NOT NULL);\n" + NextMigration + "ALTER TABLE [dbo].[t] ALTER COLUMN a varchar(40) NOT NULL;"));

    [Fact]
    public void An_unnamed_default_that_is_looked_up_and_dropped_is_silent() => Assert.DoesNotContain("SM1028", Found("""
        CREATE TABLE t (a int NOT NULL DEFAULT 0);
        -- next migration
        DECLARE @sql nvarchar(200) = (SELECT 'ALTER TABLE t DROP CONSTRAINT ' + name FROM sys.default_constraints);
        EXEC (@sql);
        ALTER TABLE t DROP COLUMN a;
        """));

    [Fact]
    public void An_edition_without_online_operations_is_told() =>
        Assert.Equal(["SM1002"], Found("CREATE INDEX i ON t (a) WITH (ONLINE = ON);", "standard"));

    private static string Change(string from, string to) =>
        $"CREATE TABLE t (a {from} NOT NULL);\n{NextMigration}ALTER TABLE t ALTER COLUMN a {to} NOT NULL;";

    private static Rule Rule(string id) => SqlServerRules.All.Single(rule => rule.Id == id);

    private static string? EditionOf(string sql) => sql.StartsWith("-- " + Edition, StringComparison.Ordinal) ? "standard" : null;

    private static IEnumerable<string> Found(string sql, string? edition = null, string? enabled = null) =>
        Findings(sql, edition, enabled).Select(finding => finding.Rule);

    private static IReadOnlyList<Finding> Findings(string sql, string? edition = null, string? enabled = null)
    {
        var files = sql.Replace("\r\n", "\n").Split(NextMigration);
        var history = files.Select((text, index) =>
        {
            var source = new SourceText($"{index}.sql", text);
            return new Migration($"{index}", "x", TSqlReader.Read(source).ToValueList()) { Source = source, Dialect = Dialect.SqlServer };
        });
        return Linter.Lint([.. history], new LintOptions
        {
            Rules = [.. RuleCatalog.All, .. SqlServerRules.All],
            Schema = Schema.Unknown with { DefaultSchema = "dbo" },
            Configuration = (_, key) => key == Edition ? edition : key == $"dotnet_diagnostic.{enabled}.severity" && enabled == "SM1032" ? "warning" : null,
        });
    }
}
