using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;
using SafeMigrate.Postgres;
using Original = Microsoft.EntityFrameworkCore.Migrations.Migration;

namespace SafeMigrate.EntityFrameworkCore;

/// <summary>Judges the SQL of one migration as <c>safemigrate lint</c> does.</summary>
internal sealed class Judge(SafeMigrateOptions options, Original migration)
{
    private readonly HashSet<string> ignored = new(
        options.Suppressed.Keys.Concat(migration.GetType().GetCustomAttributes<SafeMigrateIgnoreAttribute>().Select(each => each.Rule)), StringComparer.OrdinalIgnoreCase);

    /// <summary>The migration's id.</summary>
    public string Id { get; } = migration.GetType().GetCustomAttribute<MigrationAttribute>()?.Id ?? migration.GetType().Name;

    /// <summary>The statements of commands; one that cannot be read is a statement too, and an error.</summary>
    public static IEnumerable<Statement> Statements(IEnumerable<SqlCommand> commands) => commands.SelectMany(command =>
        PostgresReader.Read(new SourceText("", command.Sql)).Select(statement => statement with { OutsideTransaction = command.OutsideTransaction }));

    /// <summary>The findings about the statements, notes aside.</summary>
    /// <param name="earlier">What ran before in the same update.</param>
    /// <param name="statements">What is to run now.</param>
    public IReadOnlyList<Finding> Findings(IReadOnlyList<Statement> earlier, IReadOnlyList<Statement> statements)
    {
        // In one with what ran before, because nobody can have used a table that this update created; but not in one transaction.
        var judged = new SafeMigrate.Migration(Id, Id, [.. earlier.Select(statement => statement with { OutsideTransaction = true }), .. statements])
        {
            Source = new SourceText(Id, ""),
            InTransaction = true,
        };
        var found = Linter.Lint([judged], new LintOptions { PostgresVersion = options.PostgresVersion });
        return [.. found.Where(finding => finding.Statement >= earlier.Count && finding.Severity >= Severity.Warning && !ignored.Contains(finding.Rule))];
    }

    /// <summary>What is wrong and what to do, for people.</summary>
    public string Message(IReadOnlyList<Finding> findings)
    {
        var safe = options.OnUnsafe == UnsafeOperations.UseSafeForm ? "" : ", let UseSafeMigrate run safe forms where there are some (OnUnsafe = UnsafeOperations.UseSafeForm)";
        return $"Migration {Id} is unsafe:\n{string.Join("\n", findings.Select(Text))}\n"
            + $"Change the migration, run it in phases with 'safemigrate expand' and 'safemigrate contract'{safe}, "
            + "or say on its class why it is right: [SafeMigrateIgnore(\"RULE\", \"reason\")].";
    }

    private static string Text(Finding finding)
    {
        var sql = string.Join(" ", finding.Location.Source.Slice(finding.Location.Span).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"  {finding.Rule} {finding.RuleName}: {finding.Message}\n    in: {(sql.Length > 120 ? sql[..120] + "..." : sql)}\n    instead: {finding.Help}";
    }
}
