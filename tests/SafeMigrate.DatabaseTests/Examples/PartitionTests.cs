using Npgsql;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>Partitions of partitions, with columns in another order, with indexes and keys of their own.</summary>
public class PartitionTests
{
    private const string Tree = """
        CREATE TABLE owners (id int PRIMARY KEY);
        INSERT INTO owners SELECT generate_series(0, 9);
        CREATE TABLE "T" (k int NOT NULL, gone int, r text NOT NULL, a int, o int, note text DEFAULT 'x') PARTITION BY RANGE (k);
        ALTER TABLE "T" DROP COLUMN gone;
        CREATE TABLE t1 PARTITION OF "T" FOR VALUES FROM (0) TO (100) PARTITION BY LIST (r);
        CREATE TABLE "t1""eu" PARTITION OF t1 FOR VALUES IN ('eu');
        CREATE TABLE t1_us PARTITION OF t1 FOR VALUES IN ('us') PARTITION BY HASH (k);
        CREATE TABLE t1_us_0 PARTITION OF t1_us FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE t1_us_1 PARTITION OF t1_us FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        CREATE TABLE t2 (note text DEFAULT 'x', o int, r text NOT NULL, a int, k int NOT NULL);
        ALTER TABLE "T" ATTACH PARTITION t2 DEFAULT;
        INSERT INTO "T" SELECT i, CASE WHEN i % 2 = 0 THEN 'eu' ELSE 'us' END, i, i % 10 FROM generate_series(0, 199) i;

        """;

    private const string Keyed = """
        ALTER TABLE "T" ADD CONSTRAINT "T's" PRIMARY KEY (a, k, r);
        CREATE INDEX "Ix" ON "T" (a DESC) WHERE a > 0;
        CREATE INDEX ON "T" (lower(note), a);
        ALTER TABLE "T" ADD CONSTRAINT once UNIQUE (k, r, a, o), ADD CHECK (a >= 0);
        COMMENT ON COLUMN t2.a IS 'part';
        CREATE INDEX "only here" ON t1 (a, o);
        ALTER TABLE t2 ADD CONSTRAINT positive CHECK (a > -5), ALTER a SET DEFAULT 4;
        CREATE TABLE child (a int, k int, r text, x int, FOREIGN KEY (a, k, r) REFERENCES "T" ON DELETE CASCADE) PARTITION BY LIST (x);
        CREATE TABLE child1 PARTITION OF child DEFAULT;
        INSERT INTO child SELECT a, k, r FROM "T" LIMIT 50;
        CREATE TABLE plain (a int, k int, r text, CONSTRAINT "plain's" FOREIGN KEY (a, k, r) REFERENCES "T" DEFERRABLE);
        """;

    private const string Own = "CREATE INDEX mine ON t2 (a DESC); ALTER TABLE \"t1\"\"eu\" ADD CONSTRAINT \"eu's\" PRIMARY KEY (k, r);";

    [DatabaseTheory]
    [InlineData(
        """ALTER TABLE "T" ADD PRIMARY KEY (k, r); ALTER TABLE "T" ADD CONSTRAINT once UNIQUE (k, r, a); CREATE INDEX ON "T" (a); ALTER TABLE "T" ADD CONSTRAINT owner FOREIGN KEY (o) REFERENCES owners""",
        Own)]
    [InlineData(
        """DROP INDEX "Ix"; ALTER TABLE "T" DROP CONSTRAINT owner; ALTER TABLE "T" DROP CONSTRAINT once""",
        """CREATE INDEX "Ix" ON "T" (lower(note), a DESC); ALTER TABLE "T" ADD CONSTRAINT once UNIQUE (k, r, a); ALTER TABLE "T" ADD CONSTRAINT owner FOREIGN KEY (o) REFERENCES owners;""")]
    [InlineData("""ALTER TABLE "T" ALTER a TYPE bigint; ALTER TABLE child ALTER a TYPE bigint""", Keyed)]
    [InlineData("""ALTER TABLE "T" RENAME note TO "N"; ALTER TABLE "T" ALTER o TYPE bigint""", Keyed + """ALTER TABLE "T" ADD CONSTRAINT owner FOREIGN KEY (o) REFERENCES owners;""")]
    [InlineData("""ALTER TABLE "T" DROP CONSTRAINT "p k"; ALTER TABLE "T" ADD PRIMARY KEY (k, r); ALTER TABLE owners ALTER id TYPE bigint""", """ALTER TABLE "T" ADD CONSTRAINT "p k" PRIMARY KEY (k, r, a); ALTER TABLE "T" ADD CONSTRAINT owner FOREIGN KEY (o) REFERENCES owners;""")]
    [InlineData("""ALTER TABLE t1 DETACH PARTITION "t1""eu"; ALTER TABLE t1_us DETACH PARTITION t1_us_1; DROP TABLE t1_us_0; ALTER TABLE "T" DETACH PARTITION t2; DROP TABLE t2""", "")]
    public async Task Partitions_of_any_depth_change_forth_and_back(string sql, string more) => await RoundTrip.RunAsync(Tree + more, sql);

    [DatabaseFact]
    public async Task A_detach_that_was_interrupted_is_ended_and_leaves_no_check()
    {
        await using var database = await TestDatabase.CreateAsync("""
            CREATE TABLE t (k int) PARTITION BY LIST (k);
            CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
            """);
        await using var reader = new NpgsqlConnection(database.ConnectionString);
        var (isWaiting, wasPending) = (false, false);
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            LockTimeout = TimeSpan.FromMilliseconds(100),
            Checkpoint = at => at.StartsWith("intent Contract detach", StringComparison.Ordinal) ? RunAsync(reader, "BEGIN; SELECT FROM t") : Task.CompletedTask,
            OnEvent = item => isWaiting |= item.State == "attempt 1",
            Delay = async (_, _) =>
            {
                if (!isWaiting)
                    return;
                isWaiting = false;
                wasPending = await database.ScalarAsync<bool>("SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = 't1'::regclass");
                await RunAsync(reader, "ROLLBACK");
            },
        });

        await runner.ExpandAsync([RoundTrip.Migration("ALTER TABLE t DETACH PARTITION t1")]);
        await runner.ContractAsync();

        Assert.True(wasPending);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT (SELECT count(*) FROM pg_inherits WHERE inhrelid = 't1'::regclass) + (SELECT count(*) FROM pg_constraint WHERE conrelid = 't1'::regclass)"));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        if (connection.State == System.Data.ConnectionState.Closed)
            await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
