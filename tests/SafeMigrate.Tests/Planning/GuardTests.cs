using SafeMigrate.Planning;
using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Planning;

public class GuardTests
{
    private const string Key = "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id)";

    [Theory]
    [InlineData($"DO $$ BEGIN {Key}; EXCEPTION WHEN duplicate_object THEN null; END $$")]
    [InlineData($"DO $$ BEGIN {Key}; EXCEPTION WHEN duplicate_object OR duplicate_table THEN RAISE NOTICE 'there: %', 1; WHEN OTHERS THEN RAISE; END; $$ LANGUAGE plpgsql")]
    [InlineData($"DO $$ BEGIN BEGIN {Key}; EXCEPTION WHEN SQLSTATE '42710' THEN null; END; END $$")]
    [InlineData($"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'fk' AND conrelid = 'orders'::regclass) THEN {Key}; END IF; END $$")]
    [InlineData($"DO 'BEGIN IF NOT EXISTS (SELECT c.oid FROM pg_catalog.pg_constraint AS c JOIN pg_class t ON t.oid = c.conrelid WHERE c.conname = ''fk'' AND t.relname = ''orders'') THEN {Key}; END IF; END'")]
    [InlineData($"DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.table_constraints WHERE table_name = 'orders' AND constraint_name = 'fk') THEN {Key}; END IF; END $$")]
    public void Plans_what_a_guard_creates_as_itself_and_nothing_where_it_exists(string block)
    {
        Assert.Equal(["AddForeignKey", "ValidateConstraint"], Planned.One(block).Contract.Kinds());
        Assert.True(Planned.One(block, Planned.Shop + Key).IsEmpty);
    }

    [Fact]
    public void Leaves_out_all_that_stands_under_a_guard_that_finds_something()
    {
        const string Block = """
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'note') THEN
                ALTER TABLE orders ADD COLUMN note text, ADD COLUMN more text;
                CREATE INDEX orders_note ON orders (note);
              END IF;
              CREATE INDEX orders_total ON orders (total);
            END $$
            """;

        Assert.Equal(["AddColumn", "AddColumn", "CreateIndex", "CreateIndex"], Planned.All(Block).SelectMany(plan => plan.Expand.Concat(plan.Backfill).SelectMany(step => step.Operations)).Select(operation => operation.Name));
        Assert.Equal([true, true, true, false], Planned.All(Block, Planned.Shop + "ALTER TABLE orders ADD COLUMN note text").Select(plan => plan.IsEmpty));
    }

    [Theory]
    [InlineData("CREATE TYPE mood AS ENUM ('ok')")]
    [InlineData("CREATE TYPE pair AS (a int, b int)")]
    [InlineData("CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f()")]
    public void Asks_the_server_as_the_step_runs_for_what_no_schema_knows(string create)
    {
        var plan = Planned.One($"DO $$ BEGIN {create}; EXCEPTION WHEN duplicate_object THEN NULL; END $$");

        Assert.Equal(["CreateUnlessThere"], plan.Expand.Kinds());
        Assert.Equal(["RestoreDefinition"], plan.Rollback.Kinds());
        Assert.Equal(["DropTable"], plan.Purge.Kinds());
    }

    [Theory]
    [InlineData($"BEGIN {Key}; EXCEPTION WHEN OTHERS THEN NULL; END")]
    [InlineData($"BEGIN {Key}; EXCEPTION WHEN duplicate_object THEN ALTER TABLE orders DROP COLUMN total; END")]
    [InlineData($"BEGIN {Key}; CREATE INDEX i ON orders (total); EXCEPTION WHEN duplicate_object THEN NULL; END")]
    [InlineData($"BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'other') THEN {Key}; END IF; END")]
    [InlineData($"BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'fk' AND convalidated) THEN {Key}; END IF; END")]
    [InlineData($"BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'fk' OR 1 = 1) THEN {Key}; END IF; END")]
    [InlineData($"BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'fk') THEN {Key}; ELSE DROP TABLE customers; END IF; END")]
    [InlineData($"BEGIN IF NOT EXISTS (SELECT FROM orders WHERE status = 'fk') THEN {Key}; END IF; END")]
    [InlineData($"BEGIN IF EXISTS (SELECT FROM pg_constraint WHERE conname = 'fk') THEN {Key}; END IF; END")]
    [InlineData($"DECLARE n int; BEGIN {Key}; EXCEPTION WHEN duplicate_object THEN NULL; END")]
    [InlineData("BEGIN ALTER TABLE orders DROP COLUMN total; EXCEPTION WHEN duplicate_object THEN NULL; END")]
    public void Takes_no_guard_apart_that_means_anything_else(string body) => Assert.Contains("its parts cannot run apart", Planned.Refusal($"DO $$ {body} $$"));

    [Fact]
    public void Runs_the_block_as_it_is_where_its_author_names_a_phase() => Assert.Equal(
        ["RunSql"], Planned.One($"-- safemigrate:phase contract\nDO $$ BEGIN {Key}; EXCEPTION WHEN duplicate_object THEN null; END $$").Contract.Kinds());

    [Fact]
    public void Is_one_statement_for_readers()
    {
        var statement = Assert.Single(PostgresReader.Read(new SourceText("", $"DO $$ BEGIN {Key}; EXCEPTION WHEN duplicate_object THEN null; END $$")));

        Assert.StartsWith("DO $$", statement.Whole);
        Assert.Equal(new Guard(0, 1, 0), Assert.Single(statement.Guards));
    }
}
