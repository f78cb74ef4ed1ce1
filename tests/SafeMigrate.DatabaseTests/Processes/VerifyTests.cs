using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Verification;

namespace SafeMigrate.DatabaseTests.Processes;

public class VerifyTests
{
    private const string Shop = """
        CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL REFERENCES customers (id), status varchar(20) NOT NULL DEFAULT 'new', total int);
        CREATE INDEX ON orders (status);
        CREATE TYPE state AS ENUM ('new', 'done');
        CREATE TABLE states (id int PRIMARY KEY, state state NOT NULL);
        """;

    [DatabaseTheory]
    [InlineData("ALTER TABLE orders RENAME COLUMN total TO amount")]
    [InlineData("ALTER TABLE orders ALTER COLUMN total TYPE bigint; CREATE INDEX ON orders (total)")]
    [InlineData("ALTER TABLE customers ALTER COLUMN id TYPE bigint; ALTER TABLE orders ADD COLUMN note text DEFAULT 'x'")]
    [InlineData("ALTER TYPE state ADD VALUE 'late' BEFORE 'new'; ALTER TYPE state RENAME VALUE 'done' TO 'over'")]
    [InlineData("ALTER TABLE states ALTER COLUMN state TYPE text USING state::text; DROP TYPE state")]
    public async Task A_good_plan_passes(string sql)
    {
        var steps = await RunAsync(sql);

        Assert.All(steps, step => Assert.Null(step.Problem));
        Assert.Equal("compare the end with the plain migration", steps[^1].Name);
    }

    [DatabaseFact]
    public async Task A_migration_that_the_old_version_does_not_survive_fails()
    {
        var steps = await RunAsync("-- safemigrate:phase expand\n-- safemigrate:rollback ALTER TABLE orders DROP CONSTRAINT c\nDO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD CONSTRAINT c CHECK (id < 1000000) NOT VALID', 'orders'); END $$");

        Assert.Contains("violates check constraint", steps[^1].Problem);
    }

    [DatabaseFact]
    public async Task A_way_back_that_leaves_something_fails()
    {
        var steps = await RunAsync("-- safemigrate:phase expand\n-- safemigrate:rollback SELECT 1\nDO $$ BEGIN EXECUTE format('CREATE TABLE IF NOT EXISTS %I (id int)', 'extra'); END $$");

        Assert.Contains("extra", steps[^1].Problem);
    }

    private static async Task<IReadOnlyList<RehearsalStep>> RunAsync(string sql) => await new Rehearsal(
        await TestServer.GetAsync(), new RehearsalInput([Shop], [RoundTrip.Migration(sql)]) { RowsPerTable = 100, Rounds = 5 }, _ => { }).RunAsync(CancellationToken.None);
}
