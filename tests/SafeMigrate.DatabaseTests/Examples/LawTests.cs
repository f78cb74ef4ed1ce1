using SafeMigrate.Runner;
using SafeMigrate.Runner.Verification;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>
/// The laws of plans over tables and changes that nobody wrote by hand: the way back leads back, the end is that of the plain migration, each
/// script repeated changes nothing, both versions write all the time and lose nothing. A seed gives the same cases in every run.
/// </summary>
public class LawTests
{
    /// <summary>Names how many cases are tried, from which seed on: <c>200</c> or <c>200:7</c>.</summary>
    public const string CasesVariable = "SAFEMIGRATE_LAW_CASES";

    public static TheoryData<int> Seeds
    {
        get
        {
            var parts = (Environment.GetEnvironmentVariable(CasesVariable) ?? "6").Split(':');
            var first = parts.Length > 1 ? int.Parse(parts[1]) : 1;
            return [.. Enumerable.Range(first, int.Parse(parts[0]))];
        }
    }

    [DatabaseTheory, MemberData(nameof(Seeds))]
    public async Task Both_versions_survive_and_every_way_ends_where_it_must(int seed)
    {
        var shape = TableShape.Of(seed);

        var steps = await new Rehearsal(
            await TestServer.GetAsync(), new RehearsalInput([shape.Schema], [RoundTrip.Migration(shape.Migration)]) { RowsPerTable = 50, Rounds = 5 }, _ => { }).RunAsync(CancellationToken.None);

        Assert.All(steps, step => Assert.True(step.Problem is null, $"seed {seed}: {step.Name}: {step.Problem}\n{shape.Schema}\n{shape.Migration}"));
    }

    [DatabaseTheory, MemberData(nameof(Seeds))]
    public async Task Each_phase_repeated_changes_nothing(int seed)
    {
        var shape = TableShape.Of(seed);
        await using var database = await TestDatabase.CreateAsync(shape.Schema);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        Migration[] migrations = [RoundTrip.Migration(shape.Migration)];

        foreach (var phase in (Func<Task>[])[() => runner.ExpandAsync(migrations), () => runner.ContractAsync(), () => runner.RevertAsync(), () => runner.ContractAsync(), () => runner.PurgeAsync(now: true)])
        {
            await phase();
            var once = await Dump.OfAsync(database);
            await phase();
            Assert.Equal(once, await Dump.OfAsync(database));
        }
    }
}

/// <summary>A made-up table, what hangs on it, and a change of it.</summary>
/// <param name="Schema">The SQL before.</param>
/// <param name="Migration">The change.</param>
internal sealed record TableShape(string Schema, string Migration)
{
    private static readonly string[] Names = ["orders", "\"Order\"", "\"a\"\"b\"", "\"größe\"", "\"select\"", "\"" + new string('x', 63) + "\""];

    private static readonly string[] Columns = ["total", "\"new\"", "\"Old Name\"", "\"a\"\"b\"", "\"user\"", "\"" + new string('ß', 31) + "\"", "found", "tg_op"];

    private static readonly (string Type, string Wider)[] Types =
        [("int", "bigint"), ("smallint", "int"), ("varchar(40)", "text"), ("int", "numeric"), ("varchar(40)", "varchar(60)"), ("date", "timestamp"), ("real", "double precision")];

    public static TableShape Of(int seed)
    {
        var random = new Random(seed);
        T One<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

        var (table, column, (type, wider)) = (One(Names), One(Columns), One(Types));
        var notNull = random.Next(3) == 0;
        var isText = type.StartsWith("varchar", StringComparison.Ordinal);
        string[] extras =
        [
            $"CREATE INDEX ON {table} ({column} DESC) WHERE id > 0;",
            $"CREATE UNIQUE INDEX ON {table} (id, {column}) INCLUDE (other);",
            isText ? $"CREATE INDEX ON {table} (lower({column}) text_pattern_ops);" : $"ALTER TABLE {table} ADD CHECK ({column} IS NOT NULL OR id > 0);",
            $"CREATE VIEW looks AS SELECT id, {column} AS seen FROM {table};",
            $"CREATE POLICY ours ON {table} USING ({column} IS NOT NULL OR true);",
            $"CREATE STATISTICS stats ON {column}, other FROM {table};",
            $"COMMENT ON COLUMN {table}.{column} IS 'the ''column''';",
            $"ALTER TABLE {table} ALTER {column} SET STATISTICS 77;",
        ];
        var chosen = extras.Where(_ => random.Next(3) == 0).ToList();
        var schema = $"CREATE TABLE {table} (id int PRIMARY KEY, {column} {type}{(notNull ? " NOT NULL" : "")}, other text);\n" + string.Join('\n', chosen);

        // Under a view or a policy the server refuses a plain change of type, so there would be nothing to compare the end with.
        var typeChange = $"ALTER TABLE {table} ALTER COLUMN {column} TYPE {wider}";
        string[] changes =
        [
            $"ALTER TABLE {table} RENAME COLUMN {column} TO \"Ne\"\"w {seed}\"",
            typeChange,
            typeChange,
            $"ALTER TABLE {table} ADD COLUMN extra text NOT NULL DEFAULT 'x', ADD COLUMN number bigint DEFAULT 7",
            $"ALTER TABLE {table} ADD CONSTRAINT positive CHECK (id >= 0); CREATE INDEX ON {table} (other, {column})",
            $"-- safemigrate:up coalesce({column}::text, '-')\nALTER TABLE {table} ADD COLUMN shown text",
        ];
        return new TableShape(schema, One(changes));
    }
}
