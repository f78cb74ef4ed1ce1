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
        CREATE MATERIALIZED VIEW names AS SELECT count(*) AS count FROM states;
        CREATE UNIQUE INDEX ON names (count);
        """;

    [DatabaseTheory]
    [InlineData("ALTER TABLE orders RENAME COLUMN total TO amount")]
    [InlineData("ALTER TABLE orders ALTER COLUMN total TYPE bigint; CREATE INDEX ON orders (total)")]
    [InlineData("ALTER TABLE customers ALTER COLUMN id TYPE bigint; ALTER TABLE orders ADD COLUMN note text DEFAULT 'x'")]
    [InlineData("ALTER TABLE orders ALTER CONSTRAINT orders_customer_fkey DEFERRABLE INITIALLY DEFERRED; REFRESH MATERIALIZED VIEW names")]
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
        var steps = await RunAsync("-- safemigrate:phase expand\n-- safemigrate:rollback ALTER TABLE orders DROP CONSTRAINT c\nDO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD CONSTRAINT c CHECK (id + customer < 1000000) NOT VALID', 'orders'); END $$");

        Assert.Contains("violates check constraint", steps[^1].Problem);
    }

    [DatabaseFact]
    public async Task A_way_back_that_leaves_something_fails()
    {
        var steps = await RunAsync("-- safemigrate:phase expand\n-- safemigrate:rollback SELECT 1\nDO $$ BEGIN EXECUTE format('CREATE TABLE IF NOT EXISTS %I (id int)', 'extra'); END $$");

        Assert.Contains("extra", steps[^1].Problem);
    }

    // Keys of every kind that is usual, and what such tables demand of their rows.
    private const string Kinds = """
        CREATE DOMAIN mail AS text CHECK (VALUE ~ '^[^@]+@[^@]+$');
        CREATE TABLE tenants (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), slug varchar(30) NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]+$'));
        CREATE TABLE users (tenant uuid REFERENCES tenants ON DELETE CASCADE, id int GENERATED ALWAYS AS IDENTITY, mail mail NOT NULL, boss int, PRIMARY KEY (tenant, id),
          UNIQUE (tenant, mail), FOREIGN KEY (tenant, boss) REFERENCES users);
        CREATE TABLE profiles (tenant uuid, "user" int, place point NOT NULL, PRIMARY KEY (tenant, "user"), FOREIGN KEY (tenant, "user") REFERENCES users ON DELETE CASCADE);
        CREATE TABLE roles (code char(3) PRIMARY KEY, rank smallint NOT NULL CHECK (rank BETWEEN 1 AND 9));
        CREATE TABLE members (tenant uuid, "user" int, role char(3) REFERENCES roles, PRIMARY KEY (tenant, "user", role), FOREIGN KEY (tenant, "user") REFERENCES users ON DELETE CASCADE);
        CREATE TABLE events (at timestamptz, kind text CHECK (kind IN ('open', 'close')), PRIMARY KEY (at, kind)) PARTITION BY RANGE (at);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE log (line text, state text NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'off')));
        CREATE TABLE pairs (tenant uuid REFERENCES tenants, role char(3) REFERENCES roles);
        """;

    [DatabaseFact]
    public async Task Both_versions_write_whatever_the_key_is()
    {
        var rehearsal = await RehearsalAsync(Kinds, """
            ALTER TABLE tenants RENAME COLUMN slug TO handle;
            ALTER TABLE users RENAME COLUMN mail TO address;
            ALTER TABLE profiles RENAME COLUMN place TO position;
            ALTER TABLE roles ALTER COLUMN rank TYPE int;
            ALTER TABLE members RENAME TO memberships;
            ALTER TABLE events RENAME COLUMN kind TO sort;
            ALTER TABLE log RENAME COLUMN line TO message;
            ALTER TABLE pairs RENAME COLUMN role TO granted;
            """);

        var steps = await rehearsal.RunAsync(CancellationToken.None);

        Assert.All(steps, step => Assert.Null(step.Problem));
        Assert.Empty(rehearsal.Notes);
    }

    [DatabaseFact]
    public async Task Rows_fit_before_and_after_the_migration()
    {
        var rehearsal = await RehearsalAsync(
            "CREATE TABLE parents (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES parents, token text, state text)",
            "-- safemigrate:down token::text\nALTER TABLE t ALTER COLUMN token TYPE uuid USING token::uuid;\nALTER TABLE t ADD CHECK (state IN ('a', 'b'));\nALTER TABLE t ADD UNIQUE (parent)");

        var steps = await rehearsal.RunAsync(CancellationToken.None);

        Assert.All(steps, step => Assert.Null(step.Problem));
        Assert.Empty(rehearsal.Notes);
    }

    [DatabaseFact]
    public async Task A_change_of_type_made_by_hand_passes()
    {
        var rehearsal = await RehearsalAsync(
            "CREATE TABLE t (id uuid PRIMARY KEY, kind varchar(20) NOT NULL DEFAULT 'day' CHECK (kind IN ('day', 'month'))); CREATE INDEX t_kind ON t (kind)",
            """
            CREATE TYPE unit AS ENUM ('day', 'month');
            -- safemigrate:down kind::text
            ALTER TABLE t ADD COLUMN kind_enum unit;
            UPDATE t SET kind_enum = CASE WHEN kind = 'month' THEN 'month'::unit ELSE 'day'::unit END;
            ALTER TABLE t ALTER COLUMN kind_enum SET NOT NULL;
            ALTER TABLE t DROP COLUMN kind;
            ALTER TABLE t RENAME COLUMN kind_enum TO kind;
            """);

        var steps = await rehearsal.RunAsync(CancellationToken.None);

        Assert.All(steps, step => Assert.Null(step.Problem));
        Assert.Empty(rehearsal.Notes);
    }

    [DatabaseFact]
    public async Task A_table_that_nobody_can_write_to_is_named_with_the_reason()
    {
        var rehearsal = await RehearsalAsync("CREATE TABLE t (a int, b int NOT NULL, CHECK (a > b AND b > a))", "ALTER TABLE t RENAME COLUMN a TO c");

        await rehearsal.RunAsync(CancellationToken.None);

        Assert.Contains("the old version writes nothing to t: new row for relation \"t\" violates check constraint \"t_check\"", rehearsal.Notes);
        Assert.Contains(rehearsal.Notes, note => note.StartsWith("t has no made-up rows: ", StringComparison.Ordinal));
    }

    [DatabaseFact]
    public async Task A_row_that_is_deleted_may_not_come_back()
    {
        var steps = await (await RehearsalAsync(Shop, """
            -- safemigrate:phase expand
            -- safemigrate:rollback DROP FUNCTION again() CASCADE
            DO $$ BEGIN
              CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO states VALUES (OLD.*); RETURN NULL; END';
              CREATE TRIGGER again AFTER DELETE ON states FOR EACH ROW EXECUTE FUNCTION again();
            END $$
            """)).RunAsync(CancellationToken.None);

        Assert.Contains("rows that verify/1 had deleted", steps[^1].Problem);
    }

    private static async Task<IReadOnlyList<RehearsalStep>> RunAsync(string sql) => await (await RehearsalAsync(Shop, sql)).RunAsync(CancellationToken.None);

    private static async Task<Rehearsal> RehearsalAsync(string schema, string sql) =>
        new(await TestServer.GetAsync(), new RehearsalInput([schema], [RoundTrip.Migration(sql)]) { RowsPerTable = 100, Rounds = 5 }, _ => { });
}
