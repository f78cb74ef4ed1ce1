namespace SafeMigrate.Tests.Rules;

/// <summary>Statements that look dangerous and are not, beside their neighbours that are.</summary>
public class PrecisionTests
{
    private const string Users = """
        CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50), state text);
        -- next migration

        """;

    [Theory]
    [InlineData("ALTER TABLE users ALTER COLUMN name TYPE varchar(100);")]
    [InlineData("ALTER TABLE users ALTER COLUMN name TYPE text USING name::text;")]
    [InlineData("ALTER TABLE users ADD COLUMN seen timestamptz NOT NULL DEFAULT now();")]
    [InlineData("ALTER TABLE users ADD COLUMN score integer DEFAULT -1;")]
    [InlineData("ALTER TABLE users ALTER COLUMN state SET DEFAULT 'new';")]
    [InlineData("ALTER TABLE users ADD CONSTRAINT named CHECK (name <> '') NOT VALID;")]
    [InlineData("CREATE INDEX CONCURRENTLY users_name ON users (name);")]
    [InlineData("CREATE TABLE notes (id bigserial PRIMARY KEY, body text); CREATE INDEX notes_body ON notes (body); ALTER TABLE notes ALTER COLUMN body SET NOT NULL;")]
    [InlineData("CREATE TABLE a (id bigint PRIMARY KEY); CREATE TABLE b (a_id bigint REFERENCES a (id)); INSERT INTO a VALUES (1); UPDATE a SET id = 2; DROP TABLE b;")]
    [InlineData("BEGIN; ALTER TABLE users ADD COLUMN note text; COMMIT;")]
    [InlineData("INSERT INTO users (id, name) VALUES (1, 'a'); UPDATE users SET name = 'b' WHERE id = 1;")]
    [InlineData("WITH batch AS (SELECT id FROM users WHERE state IS NULL LIMIT 1000 FOR UPDATE SKIP LOCKED) UPDATE users SET state = 'new' FROM batch WHERE users.id = batch.id;")]
    [InlineData("BEGIN; SELECT id FROM users WHERE id = 1 FOR UPDATE; SELECT id FROM users ORDER BY id LIMIT 10 FOR UPDATE SKIP LOCKED; COMMIT;")]
    [InlineData("BEGIN; CREATE TABLE c (n int, code text UNIQUE); COMMIT;\n-- next migration\n-- one transaction\nALTER TABLE users ADD COLUMN a int; DELETE FROM c WHERE code IN ('a', 'b');")]
    [InlineData("COMMENT ON TABLE users IS 'people'; GRANT SELECT ON users TO app; ANALYZE users;")]
    public void Is_silent(string sql) => Lint.Postgres(Users + sql).IsClean();

    [Theory]
    [InlineData("ALTER TABLE users [|ALTER COLUMN name TYPE varchar(20)|];", "SM0301")]
    [InlineData("ALTER TABLE users [|ADD COLUMN token uuid DEFAULT gen_random_uuid()|];", "SM0101")]
    [InlineData("[|CREATE INDEX users_name ON users (name)|];", "SM0501")]
    [InlineData("ALTER TABLE users [|ADD COLUMN team_id bigint REFERENCES teams (id)|];", "SM0110")]
    [InlineData("ALTER TABLE unknown [|ALTER COLUMN code SET DATA TYPE text|];", "SM0301")]
    [InlineData("BEGIN; [|SELECT * FROM users FOR UPDATE|]; COMMIT;", "SM0710")]
    [InlineData("-- one transaction\nALTER TABLE users ADD COLUMN note text; [|COMMIT|]; UPDATE users SET note = '' WHERE id = 1; BEGIN; DELETE FROM users WHERE id = 2; COMMIT;", "SM0817")]
    [InlineData("CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint [|REFERENCES users (id)|]);", "SM0408")]
    [InlineData("BEGIN; [|CREATE INDEX CONCURRENTLY users_name ON users (name)|]; COMMIT;", "SM0504")]
    [InlineData("ALTER TABLE orders [|ALTER COLUMN status DROP DEFAULT|]", "SM0221")]
    [InlineData("""
        CREATE FUNCTION a() RETURNS void LANGUAGE plpgsql AS 'BEGIN DELETE FROM users WHERE id = 1; END'; CREATE FUNCTION b() RETURNS void LANGUAGE plpgsql AS 'BEGIN DELETE FROM users WHERE id = 2; END';
        CREATE FUNCTION c() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM a(); DELETE FROM users WHERE id = 3; END'; CREATE FUNCTION d() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM d(); UPDATE users SET name = state; END';
        [|SELECT a(), b(), c(), d()|];
        """, "SM0801")]
    [InlineData("BEGIN; ALTER TYPE mood ADD VALUE 'sad'; [|INSERT INTO users (state) VALUES ('sad')|]; COMMIT;", "SM0723")]
    public void Points_at_the_clause(string sql, string rule) => Lint.Postgres(Users + sql).Reports(rule);

    [Theory]
    [InlineData("ALTER TABLE members DROP CONSTRAINT members_team_fk;", "SM0224")]
    [InlineData("ALTER TABLE members DROP CONSTRAINT members_team_fk, ADD CONSTRAINT members_team_fk FOREIGN KEY (id) REFERENCES teams (id);", "SM0224")]
    [InlineData("CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id)); CREATE INDEX notes_user ON notes (user_id);", "SM0408")]
    [InlineData("SET lock_timeout = '2s'; CREATE INDEX users_name ON users (name); ALTER TABLE users ADD COLUMN team_id bigint REFERENCES teams (id);", "SM0110")]
    [InlineData("CREATE TRIGGER audit AFTER INSERT ON users EXECUTE FUNCTION audit();", "SM0711")]
    [InlineData("ALTER TABLE users REPLICA IDENTITY FULL;", "SM0718")]
    public void A_lock_for_a_moment_is_a_note(string sql, string rule) =>
        Assert.Equal(Severity.Note, Lint.Postgres(Users + "-- one transaction\n" + sql).Findings().Single(finding => finding.Rule == rule).Severity);

    [Theory]
    [InlineData("ALTER TABLE members DROP CONSTRAINT members_team_fk; UPDATE users SET state = 'new';", "SM0224", "SM0801")]
    [InlineData("SET lock_timeout = '2s'; ALTER TABLE users ADD COLUMN team_id bigint REFERENCES teams (id); CREATE INDEX users_name ON users (name);", "SM0110", "SM0501")]
    [InlineData("CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id)); INSERT INTO notes SELECT id, id FROM users;", "SM0408", "SM0803")]
    public void Slow_work_under_such_a_lock_is_reported_once_and_where_it_stands(string sql, string note, string slow)
    {
        var findings = Lint.Postgres(Users + "-- one transaction\n" + sql).Findings();
        Assert.Equal(Severity.Note, findings.Single(finding => finding.Rule == note).Severity);
        Assert.NotEqual(Severity.Note, findings.Single(finding => finding.Rule == slow).Severity);
    }

    [Fact]
    public void Code_that_nobody_can_judge_is_reported_once_for_a_statement() => Assert.Equal(
        ["SQL that is put together when it runs (EXECUTE) cannot be judged, here and 1 more times in the statement"],
        Lint.Postgres("DO $$ BEGIN EXECUTE 'ALTER TABLE ' || a; EXECUTE 'ALTER TABLE ' || b; END $$;").Findings().Select(finding => finding.Message));

    [Theory]
    [InlineData("ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (boss_id) REFERENCES users (id);", "Writes of users wait while every row of users is looked up")]
    [InlineData("ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (team_id) REFERENCES teams (id);", "Writes of users and teams wait while every row of users is looked up")]
    public void A_foreign_key_names_each_table_once(string sql, string message) =>
        Assert.Equal([message], Lint.Postgres(Users + sql).Findings().Select(finding => finding.Message));

    [Fact]
    public void A_primary_key_over_other_columns_is_told_what_keeps_the_running_version_going() => Assert.Equal(
        "Keep a unique index over id until no version is left that names it in ON CONFLICT",
        Lint.Postgres(Users + "-- one transaction\nALTER TABLE users DROP CONSTRAINT users_pkey, ADD PRIMARY KEY (id, name);").Reports("SM0223")[0].Help);

    [Fact]
    public void A_statement_that_drops_indexes_of_one_table_is_reported_once() => Assert.Equal(
        ["Reads and writes of users wait while users_name and users_state are dropped"],
        Lint.Postgres("""
            CREATE TABLE users (id bigint, name text, state text);
            CREATE INDEX users_name ON users (name);
            CREATE INDEX users_state ON users (state);
            -- next migration
            DROP INDEX users_name, users_state;
            """).Findings().Select(finding => finding.Message));

    [Theory]
    [InlineData("ALTER TABLE users DROP COLUMN name, DROP COLUMN state;", "Statements of the running version that use name and state of users fail once they are dropped, and until then a version without them cannot INSERT, because name is NOT NULL")]
    [InlineData("ALTER TABLE users ADD COLUMN a int NOT NULL, ADD COLUMN b int NOT NULL;", "users has no value for a and b in rows that exist, and INSERTs of the running version do not give one")]
    [InlineData("ALTER TABLE teams ALTER COLUMN a DROP NOT NULL, ALTER COLUMN b DROP NOT NULL;", "The running version may read a NULL from teams.a and teams.b that it does not expect")]
    [InlineData("BEGIN; LOCK TABLE users, teams; COMMIT;", "Reads and writes of users and teams wait until the transaction ends")]
    [InlineData("ALTER TABLE teams ENABLE ROW LEVEL SECURITY; ALTER TABLE teams FORCE ROW LEVEL SECURITY;", "The running version sees no row of teams, because no policy is known")]
    public void What_several_clauses_do_is_reported_once(string sql, string message) =>
        Assert.Equal([message], Lint.Postgres("CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, state text);\n-- next migration\n" + sql).Findings().Select(finding => finding.Message));

    [Fact]
    public void Rows_that_are_moved_under_one_lock_are_reported_once() => Assert.Equal(
        ["Reads and writes of users wait for these rows and those of statements that follow, because ADD COLUMN locked it in the same transaction"],
        Lint.Postgres(Users + "-- one transaction\nALTER TABLE users ADD COLUMN note text; UPDATE users SET note = 'a' WHERE state = 'b'; DELETE FROM users WHERE state = 'c';")
            .Findings().Select(finding => finding.Message));

    [Fact]
    public void A_policy_that_is_made_in_the_same_transaction_is_there_before_anybody_reads() => Lint.Postgres(
        Users + "-- one transaction\nALTER TABLE users ENABLE ROW LEVEL SECURITY; ALTER TABLE users FORCE ROW LEVEL SECURITY; CREATE POLICY own ON users USING (true);").IsSilentOn("SM0715");

    [Fact]
    public void What_a_called_function_does_is_reported_at_the_call() => Lint.Postgres("""
        CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE users SET state = 'new'; END $$;
        DO $$ BEGIN [|PERFORM fill()|]; END $$;
        [|SELECT fill()|];
        """).Reports("SM0801");

    [Fact]
    public void What_a_called_function_does_is_no_text_to_edit()
    {
        var findings = Lint.Postgres("""
            CREATE FUNCTION tidy() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE a, b; DROP INDEX c; CREATE INDEX d ON users (name); TRUNCATE e; END $$;
            SELECT tidy();
            """).Findings();
        Assert.Equal(["SM0204", "SM0204", "SM0226", "SM0501", "SM0503"], findings.Select(finding => finding.Rule).Order());
        Assert.All(findings, finding => Assert.Null(finding.Fix));
    }

    [Fact]
    public void An_index_of_an_unknown_table_is_not_taken_for_the_table() => Assert.Contains(
        Lint.Postgres(Users + "-- one transaction\nDROP INDEX old_index;\nUPDATE users SET state = 'new' WHERE state = 'old';").Findings(),
        finding => finding.Message == "Reads and writes of the table of old_index wait for these rows, because DROP INDEX locked it in the same transaction");

    [Theory]
    [InlineData("", true)]
    [InlineData("ALTER TABLE events_2024 ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;", true)]
    [InlineData("ALTER TABLE events_2024 ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID; ALTER TABLE events_2024 VALIDATE CONSTRAINT fk;", false)]
    public void A_foreign_key_that_every_partition_has_is_not_checked_again(string before, bool isReported) => Assert.Equal(isReported, Lint.Postgres($"""
        {Users}CREATE TABLE events (day date NOT NULL, user_id bigint) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        {before}
        -- next migration
        ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id);
        """).Findings().Any(finding => finding.Rule == "SM0405" && finding.Message.Contains("events and users")));

    [Fact]
    public void Ten_thousand_rows_of_data_in_one_transaction_are_judged_at_once() => Lint.Postgres(
        "-- one transaction\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"INSERT INTO states (id) VALUES ({i});\n"))).IsClean();
}
