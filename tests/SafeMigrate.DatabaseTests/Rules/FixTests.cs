using System.Runtime.CompilerServices;
using Npgsql;
using SafeMigrate.Postgres;
using SafeMigrate.Tool.Linting;

namespace SafeMigrate.DatabaseTests.Rules;

/// <summary>What lint --fix writes is clean of what it mends, brings nothing worse, and is SQL that a server runs.</summary>
public class FixTests
{
    private static readonly string before = File.ReadAllText(Beside("fixes-before.sql"));

    private static readonly string[] files = [.. File.ReadAllText(Beside("fixes.sql")).Split("\n--\n").Select(file =>
        file.StartsWith("-- ", StringComparison.Ordinal) ? file[(file.IndexOf('\n') + 1)..] : file)];

    public static TheoryData<string> Files => [.. files];

    [DatabaseTheory, MemberData(nameof(Files))]
    public async Task A_fix_is_clean_and_runs_on_a_server(string sql)
    {
        var findings = Lint(sql);
        foreach (var finding in findings.Where(finding => finding.Fix is not null))
        {
            var text = Fixes.Edited(sql, [finding.Fix!]);
            var left = Lint(text);

            Assert.True(left.Count(other => other.Rule == finding.Rule) < findings.Count(other => other.Rule == finding.Rule), $"{finding.Rule} is still found in\n{text}");
            Assert.DoesNotContain(left, other => other.Severity >= finding.Severity && findings.All(known => known.Rule != other.Rule));
            await RunsAsync(text);
        }
    }

    [DatabaseTheory, MemberData(nameof(Files))]
    public async Task All_fixes_together_run_on_a_server(string sql)
    {
        var text = sql;
        for (var round = 0; round < 5; round++)
            text = Fixes.Edited(text, Lint(text).Where(finding => finding.Fix is not null).Select(finding => finding.Fix!));

        Assert.DoesNotContain(Lint(text), finding => finding.Fix is not null);
        if (text != sql)
            await RunsAsync(text);
    }

    [Fact]
    public void Every_rule_with_a_fix_is_tried()
    {
        var fixing = Directory.GetFiles(Beside("../../../src/SafeMigrate.Core/Rules"), "SM*.cs").Where(file => File.ReadAllText(file).Contains(" Fixes."))
            .Where(file => File.ReadAllText(file).Contains("Fix = ")).Select(file => Path.GetFileName(file)[..6]).Order(StringComparer.Ordinal);
        var tried = files.SelectMany(Lint).Where(finding => finding.Fix is not null).Select(finding => finding.Rule);

        Assert.Equal(fixing, tried.Distinct().Order(StringComparer.Ordinal));
    }

    private static IReadOnlyList<Finding> Lint(string sql)
    {
        var migrations = new[] { Migration("1.sql", before), Migration("2.sql", sql) };
        return Linter.Lint(migrations, new LintOptions
        {
            PostgresVersion = 15,
            ReportOn = migration => migration.Version == "2.sql",
            Configuration = (_, key) => key == "dotnet_diagnostic.SM0808.severity" ? "note" : null,
        });
    }

    private static Migration Migration(string path, string sql)
    {
        var source = new SourceText(path, sql);
        return new Migration(path, path, PostgresReader.Read(source).ToValueList()) { Source = source };
    }

    // As psql does: each statement by itself, but for what the file puts between BEGIN and COMMIT.
    private static async Task RunsAsync(string sql)
    {
        await using var database = await TestDatabase.CreateAsync(before);
        await using var connection = await database.OpenAsync();
        foreach (var statement in PostgresReader.Read(new SourceText("2.sql", sql)))
        {
            await using var command = new NpgsqlCommand(statement.Location.Source.Slice(statement.Location.Span), connection);
            var failure = await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync());
            Assert.True(failure is null, $"{failure?.Message}\n{sql}");
        }
    }

    private static string Beside(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, file);
}
