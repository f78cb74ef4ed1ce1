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
    [InlineData("COMMENT ON TABLE users IS 'people'; GRANT SELECT ON users TO app; ANALYZE users;")]
    public void Is_silent(string sql) => Lint.Postgres(Users + sql).IsClean();

    [Theory]
    [InlineData("ALTER TABLE users [|ALTER COLUMN name TYPE varchar(20)|];", "SM0301")]
    [InlineData("ALTER TABLE users [|ADD COLUMN token uuid DEFAULT gen_random_uuid()|];", "SM0101")]
    [InlineData("[|CREATE INDEX users_name ON users (name)|];", "SM0501")]
    [InlineData("CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint [|REFERENCES users (id)|]);", "SM0408")]
    [InlineData("BEGIN; [|CREATE INDEX CONCURRENTLY users_name ON users (name)|]; COMMIT;", "SM0504")]
    [InlineData("BEGIN; ALTER TYPE mood ADD VALUE 'sad'; [|INSERT INTO users (state) VALUES ('sad')|]; COMMIT;", "SM0723")]
    public void Points_at_the_clause(string sql, string rule) => Lint.Postgres(Users + sql).Reports(rule);

    [Fact]
    public void Ten_thousand_rows_of_data_in_one_transaction_are_judged_at_once() => Lint.Postgres(
        "-- one transaction\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"INSERT INTO states (id) VALUES ({i});\n"))).IsClean();
}
