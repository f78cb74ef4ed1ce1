using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;
using SafeMigrate.Tests.Tool;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tests.Planning;

/// <summary>The linter judges what the plans do: no phase may do what it warns of, but for what holds only while two versions run, or for triggers of somebody's own.</summary>
public class PhaseLintTests
{
    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "migrations-examples")).Where(folder => Directory.Exists(folder + "/sql")).Select(folder => Path.GetFileName(folder)).Order()];

    [Theory, MemberData(nameof(Cases))]
    public void Each_phase_lints_clean(string name)
    {
        var migrations = MigrationFiles.Load([Path.Combine(Repository.Root, "migrations-examples", name, "sql")], new LoadOptions(), () => Stream.Null).Migrations.ToList();
        Check(migrations[0], migrations[1]);
    }

    [Theory]
    [InlineData("ALTER TABLE customers ALTER COLUMN id TYPE bigint")]
    [InlineData("-- safemigrate:up upper(name)\n-- safemigrate:down lower(title)\nALTER TABLE customers RENAME COLUMN name TO title")]
    [InlineData("ALTER TABLE orders ADD COLUMN a int REFERENCES customers, ADD COLUMN b int UNIQUE, ADD COLUMN c uuid NOT NULL DEFAULT gen_random_uuid(), ADD COLUMN d serial")]
    [InlineData("ALTER TABLE orders ADD COLUMN late bool; UPDATE orders SET late = placed < '2020-01-01'; ALTER TABLE orders ALTER late SET NOT NULL")]
    [InlineData("-- safemigrate:phase expand\nUPDATE orders SET total = 0 WHERE total IS NULL")]
    [InlineData("ALTER TABLE orders ADD CONSTRAINT u UNIQUE (placed); ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey")]
    [InlineData("ALTER TABLE orders ALTER total SET STATISTICS 500, SET (fillfactor = 80); ALTER TABLE customers RENAME CONSTRAINT customers_pkey TO key")]
    [InlineData("DROP TABLE orders")]
    [InlineData("ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey; ALTER TABLE orders ADD COLUMN note text; UPDATE orders SET note = c.name FROM customers c WHERE c.id = orders.id; DROP TABLE customers")]
    [InlineData("ALTER TYPE state RENAME VALUE 'a' TO 'b'; ALTER TYPE other RENAME TO another")]
    public void Each_phase_of_other_changes_lints_clean(string sql) => Check(Planned.Migration(Planned.Shop), Planned.Migration(sql));

    private static void Check(Migration first, Migration migration)
    {
        var plans = Planner.Plan(migration, Schema.Blank.Apply(first.Operations));
        Assert.DoesNotContain(plans, plan => plan.NotPossible is not null);
        var expanded = Steps(plans, Phase.Expand, Phase.Backfill);
        var contracted = Steps(plans, Phase.Contract);
        var created = migration.Operations.OfType<CreateTable>().Select(create => create.Table.Name).ToList();
        var findings = Findings(first, [], expanded)
            .Concat(Findings(first, expanded, Steps(plans.Reverse(), Phase.Rollback)))
            .Concat(Findings(first, expanded, contracted))
            .Concat(Findings(first, [.. expanded, .. contracted], Steps(plans.Reverse(), Phase.Revert)))
            .Concat(Findings(first, [.. expanded, .. contracted], Steps(plans, Phase.Purge)))
            .Where(finding => !IsMeant(finding, created))
            .Select(finding => $"{finding.Location.Source.Path}: {finding.Rule} {finding.Message}")
            .ToList();

        Assert.True(findings.Count == 0, string.Join("\n", findings));
    }

    private static List<(Phase Phase, Step Step)> Steps(IEnumerable<Plan> plans, params Phase[] phases) =>
        [.. plans.SelectMany(plan => phases.SelectMany(phase => plan.Steps(phase).Select(step => (phase, step))))];

    private static IEnumerable<Finding> Findings(Migration first, IReadOnlyList<(Phase, Step)> before, IReadOnlyList<(Phase, Step)> judged)
    {
        var history = new List<Migration> { first };
        history.AddRange(before.Concat(judged).Select((one, place) => AsMigration(one.Item1, one.Item2, place + 2)));
        var options = new LintOptions { Schema = Schema.Blank, ReportOn = migration => history.IndexOf(migration) > before.Count };
        return Linter.Lint(history, options).Where(finding => finding.Severity >= Severity.Warning);
    }

    private static bool IsMeant(Finding finding, IReadOnlyList<string> created)
    {
        var (title, sql) = (finding.Location.Source.Path, finding.Location.Source.Text);
        var isBeforeDeploy = title.StartsWith("Expand", StringComparison.Ordinal) || title.StartsWith("Backfill", StringComparison.Ordinal);
        return finding.Rule switch
        {
            // Only one version is left by then.
            "SM0201" or "SM0204" or "SM0206" or "SM0212" or "SM0214" or "SM0215" or "SM0216" or "SM0217" or "SM0218" or "SM0221" or "SM0224" => !isBeforeDeploy,

            // The second name of a type, which the version that is taken back used.
            "SM0211" => title.StartsWith("Rollback", StringComparison.Ordinal) && sql.Contains("DROP DOMAIN"),

            // What a constraint left behind goes with it, in one short transaction.
            "SM0225" or "SM0503" => sql.Contains("DROP CONSTRAINT"),

            // The author's own change: the other table's column is converted by a change of its own.
            "SM0115" => sql.Contains("sm_new_"),

            // The plan notes it: rows of the version that does not give the column have NULL there.
            "SM0222" => true,

            // Blocks and triggers of our own, which tests run on real servers; nobody else relies on them.
            "SM0004" or "SM0712" or "SM0713" => sql.Contains("safemigrate"),

            // Locks in one order, before short statements, under a timeout; and a rewrite that a timeout ends.
            "SM0710" => sql.Contains("SET LOCAL lock_timeout"),
            "SM0301" => sql.Contains("statement_timeout"),

            // A table that is not used yet.
            "SM0405" or "SM0501" => created.Any(finding.Message.Contains),
            _ => false,
        };
    }

    // As the runner does it: one transaction with a lock timeout, or a statement of its own. What it does in batches is no statement.
    private static Migration AsMigration(Phase phase, Step step, int version)
    {
        var statements = step.Operations.Where(operation => operation is not IBackfill).SelectMany(operation => PostgresWriter.Write(operation));
        var source = new SourceText($"{phase} {step.Title}", string.Concat((step.InTransaction ? statements.Prepend("SET LOCAL lock_timeout = '500ms'") : statements).Select(sql => sql + ";\n")));
        return new Migration($"{version}", step.Title, PostgresReader.Read(source).ToValueList()) { Source = source, InTransaction = step.InTransaction };
    }
}
