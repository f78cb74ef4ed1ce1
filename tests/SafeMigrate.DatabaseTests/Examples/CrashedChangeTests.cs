using SafeMigrate.DatabaseTests.Faults;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>Changes that do more than a step of schema: wherever expand crashes, and the rollback after it, both the schema and the rows come back.</summary>
public class CrashedChangeTests
{
    private const string Long = "n2345678901234567890123456789012345678901234567890123456789012_é";

    private static readonly Dictionary<string, (string Setup, string Sql)> Cases = new()
    {
        ["seeds"] = (
            $"""
            CREATE TABLE "Or""der's" (id int PRIMARY KEY, "select" text, part_of int REFERENCES "Or""der's"); INSERT INTO "Or""der's" VALUES (1, 'one');
            CREATE TABLE "{Long[..62]}" (a int NOT NULL, "a""b" text NOT NULL, at timestamptz DEFAULT clock_timestamp(), UNIQUE ("a""b", a));
            """,
            $"""
            INSERT INTO "Or""der's" VALUES (2, 'two $$ %s {"{0}"}', 1), (3, NULL, 2);
            INSERT INTO "{Long[..62]}" (a, "a""b") VALUES (1, 'ünï'), (2, '');
            ALTER TABLE "Or""der's" ADD COLUMN note text;
            """),
        ["replaced key"] = (
            """CREATE TABLE "a""b" (id serial PRIMARY KEY, "Order" int NOT NULL, é int NOT NULL, UNIQUE ("Order", é)); INSERT INTO "a""b" ("Order", é) SELECT n, n FROM generate_series(1, 9) n;""",
            """ALTER TABLE "a""b" DROP CONSTRAINT "a""b_pkey", ADD CONSTRAINT "p""k" PRIMARY KEY ("Order", é);"""),
        ["guards"] = (
            """CREATE TABLE "Order" (id int PRIMARY KEY, c int); CREATE TABLE "a""b" (id int PRIMARY KEY); INSERT INTO "a""b" VALUES (1); INSERT INTO "Order" VALUES (1, 1);""",
            """
            DO $$ BEGIN CREATE TYPE "Mood" AS ENUM ('a''b', 'ü'); EXCEPTION WHEN duplicate_object THEN null; END $$;
            DO $$ BEGIN ALTER TABLE "Order" ADD CONSTRAINT "f""k" FOREIGN KEY (c) REFERENCES "a""b" (id); EXCEPTION WHEN duplicate_object THEN null; END $$;
            DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'Order' AND column_name = 'note') THEN ALTER TABLE "Order" ADD COLUMN note text; END IF; END $$;
            """),
        ["materialized view"] = (
            """
            CREATE TABLE t (id int PRIMARY KEY, a int); INSERT INTO t SELECT n, n FROM generate_series(1, 9) n;
            CREATE MATERIALIZED VIEW "M""v" AS SELECT id, a FROM t; CREATE UNIQUE INDEX "m i" ON "M""v" (id); CREATE VIEW over AS SELECT 1 AS one;
            """,
            """DROP MATERIALIZED VIEW "M""v"; CREATE MATERIALIZED VIEW "M""v" AS SELECT id, a, a * 2 AS twice FROM t; CREATE UNIQUE INDEX "m i" ON "M""v" (id);"""),
        ["renamed table"] = (
            """CREATE TABLE "Order" (id int PRIMARY KEY, a int, b text DEFAULT 'b'); INSERT INTO "Order" SELECT n, n FROM generate_series(1, 9) n;""",
            """ALTER TABLE "Order" RENAME TO "a""b"; ALTER TABLE "a""b" ADD COLUMN note text DEFAULT 'n'; CREATE INDEX ON "a""b" (a);"""),
        ["rebuilt table"] = (
            """CREATE TABLE "Order" (id int PRIMARY KEY, "a""b" int); INSERT INTO "Order" SELECT n, n FROM generate_series(1, 9) n; GRANT SELECT ON "Order" TO PUBLIC;""",
            """CREATE TABLE "New" (id int PRIMARY KEY, "a""b" int CHECK ("a""b" > 0)); INSERT INTO "New" SELECT * FROM "Order"; DROP TABLE "Order"; ALTER TABLE "New" RENAME TO "Order"; """),
        ["new tables"] = (
            "CREATE TABLE others (id int); CREATE TABLE log (line text); INSERT INTO log VALUES ('old');",
            """
            CREATE TABLE "Or""der" (id int PRIMARY KEY, a text); INSERT INTO "Or""der" VALUES (1, 'x'); ALTER TABLE "Or""der" RENAME COLUMN a TO "b""c"; CREATE INDEX ON "Or""der" ("b""c");
            ALTER TABLE "Or""der" ALTER id TYPE bigint; CREATE VIEW v AS SELECT * FROM "Or""der";
            """),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    /// <summary>Two; all of them in a long run.</summary>
    public static TheoryData<string> AgainNames => FaultBench.Seeds.Count > 1 ? Names : ["seeds", "rebuilt table"];

    private static int Stride => FaultBench.Seeds.Count > 1 ? 1 : 7;

    [DatabaseTheory, MemberData(nameof(Names))]
    public async Task Rollback_leads_back_from_a_crash_at_any_point(string name)
    {
        var (setup, sql) = Cases[name];
        await using var database = await TestDatabase.CreateAsync(setup);
        var before = await StateAsync(database);
        var crashed = true;
        for (var point = name.Length % Stride; crashed; point += Stride)
        {
            var crash = Crash.AtPoint(point);
            crashed = await crash.IsMetAsync(() => Runner(database, crash).ExpandAsync([RoundTrip.Migration(sql)]));
            var back = Crash.AtEveryPoint();
            await back.RepeatAsync(() => Runner(database, back).RollbackAsync());
            Assert.True(before == await StateAsync(database), $"Not as before after a crash at {crash.At} and rollback:\n{before}\n=>\n{await StateAsync(database)}");
        }
    }

    [DatabaseTheory, MemberData(nameof(AgainNames))]
    public async Task The_same_command_again_ends_in_the_same_state(string name)
    {
        var (setup, sql) = Cases[name];
        await using var plain = await TestDatabase.CreateAsync(setup);
        await using var database = await TestDatabase.CreateAsync(setup);
        Migration[] migrations = [RoundTrip.Migration(sql)];
        await Runner(plain, null).ExpandAsync(migrations);
        await Runner(plain, null).ContractAsync();
        await Runner(plain, null).PurgeAsync(now: true);
        var crash = Crash.AtEveryPoint();
        var runner = Runner(database, crash);

        await crash.RepeatAsync(() => runner.ExpandAsync(migrations));
        await crash.RepeatAsync(() => runner.ContractAsync());
        await crash.RepeatAsync(() => runner.RevertAsync());
        await Runner(database, null).ContractAsync();
        await crash.RepeatAsync(() => runner.PurgeAsync(now: true));

        Assert.Equal(await StateAsync(plain), await StateAsync(database));
    }

    private static async Task<string> StateAsync(TestDatabase database)
    {
        var rows = await database.ScalarAsync<string>("""
            SELECT coalesce(string_agg(format('%s: %s', relname, (xpath('/table/row/*/text()', query_to_xml(format('SELECT (SELECT string_agg((to_jsonb(t) - ''at'')::text, '' '' ORDER BY (to_jsonb(t) - ''at'')::text) FROM %s t) AS c', oid::regclass), false, false, '')))::text), E'\n' ORDER BY relname), '')
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm')
            """);
        return await Dump.OfAsync(database) + "\n" + rows;
    }

    private static MigrationRunner Runner(TestDatabase database, Crash? crash) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        Checkpoint = crash is null ? _ => Task.CompletedTask : crash.CheckAsync,
    });
}
