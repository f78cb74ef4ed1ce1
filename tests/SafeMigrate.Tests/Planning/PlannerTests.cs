using SafeMigrate.Planning;
using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Planning;

public class PlannerTests
{
    [Theory]
    [InlineData("ALTER TABLE order ADD COLUMN note text", "unexpected")]
    [InlineData("ALTER TABLE nothing ADD COLUMN note text", "table nothing does not exist")]
    [InlineData("ALTER TABLE orders ADD COLUMN total text", "column orders.total exists already")]
    [InlineData("ALTER TABLE orders DROP COLUMN nothing", "column orders.nothing does not exist")]
    [InlineData("ALTER TABLE orders RENAME COLUMN nothing TO something", "column orders.nothing does not exist")]
    [InlineData("ALTER TABLE orders RENAME COLUMN total TO status", "column orders.status exists already")]
    [InlineData("ALTER TABLE orders DROP COLUMN id", "primary key")]
    [InlineData("TRUNCATE orders", "nobody brings its rows back")]
    [InlineData("DELETE FROM orders WHERE total = 0", "only you know")]
    [InlineData("REINDEX SCHEMA public", "say CONCURRENTLY")]
    [InlineData("SELECT setval('s', 7)", "only you know that none it will give is taken")]
    [InlineData("LOCK TABLE orders;\n-- safemigrate:phase expand\nDELETE FROM orders", "put both into a DO block")]
    [InlineData("VACUUM FULL orders", "rebuild it")]
    [InlineData("ALTER DOMAIN d ADD CHECK (VALUE > 0)", "needs a name")]
    [InlineData("ALTER SEQUENCE s RENAME TO t", "create it anew as t")]
    [InlineData("DROP TABLE customers", "orders_customer_id_fkey of orders references customers")]
    [InlineData("ALTER TABLE orders ALTER COLUMN placed TYPE timestamptz", "TimeZone")]
    [InlineData("ALTER TABLE orders ALTER COLUMN total TYPE text USING 'no ' || total", "safemigrate:down")]
    [InlineData("ALTER TABLE orders SET UNLOGGED", "whole table anew")]
    [InlineData("ALTER TABLE orders ADD EXCLUDE USING gist (total WITH =)", "keeps writes out")]
    [InlineData("ALTER TYPE mood RENAME TO mood_old; CREATE TYPE mood AS ENUM ('a')", "the other way round")]
    [InlineData("REFRESH MATERIALIZED VIEW m", "CONCURRENTLY")]
    [InlineData("-- safemigrate:upp 1\nALTER TABLE orders RENAME COLUMN total TO sum", "there is no safemigrate:upp")]
    [InlineData("-- safemigrate:up lower(\n-- safemigrate:down total\nALTER TABLE orders RENAME COLUMN total TO sum", "no SQL expression")]
    [InlineData("-- safemigrate:up 1\nDROP TABLE orders", "says nothing about DropTable")]
    [InlineData("-- safemigrate:phase contract\nALTER TABLE orders ADD COLUMN note text", "says nothing about AddColumn")]
    [InlineData("-- safemigrate:on-error ignore\nALTER TABLE orders ALTER COLUMN total TYPE smallint", "(keep), or fail the write (reject)")]
    [InlineData("-- safemigrate:strategy in-place\nALTER TABLE orders ALTER COLUMN total TYPE bigint", "leave safemigrate:strategy out")]
    [InlineData("-- safemigrate:up missing || 'x'\nALTER TABLE orders ADD COLUMN note text", "no column of orders")]
    [InlineData("INSERT INTO orders (id) SELECT id FROM customers", "split or merge tables")]
    [InlineData("CREATE TABLE o (id bigint PRIMARY KEY, no int GENERATED ALWAYS AS IDENTITY); INSERT INTO o SELECT id, total FROM orders; DROP TABLE orders; ALTER TABLE o RENAME TO orders", "o.no is GENERATED ALWAYS AS IDENTITY")]
    [InlineData("CREATE TABLE orders (id int)", "exists already")]
    [InlineData("UPDATE orders SET total = 0", "safemigrate:phase")]
    [InlineData("-- safemigrate:phase later\nUPDATE orders SET total = 0", "expand or contract")]
    [InlineData("DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'orders'; END $$", "safemigrate:phase")]
    public void Refuses_what_has_no_safe_plan_and_says_why(string migration, string reason) => Assert.Contains(reason, Planned.Refusal(migration));

    [Fact]
    public void What_crosses_a_change_of_its_own_migration_belongs_into_a_later_one() => Assert.Contains(
        "by this migration until its purge: put this change into a later migration",
        Planned.Refusal("ALTER TABLE orders RENAME COLUMN total TO sum; ALTER TABLE orders ALTER COLUMN sum TYPE bigint"));

    [Fact]
    public void A_new_view_does_not_bind_to_a_materialized_view_that_goes() => Assert.Contains(
        "x would read the old mv, which goes at contract: create it in a later migration",
        Planned.Refusal("DROP MATERIALIZED VIEW mv; CREATE MATERIALIZED VIEW mv AS SELECT 1 AS one; CREATE VIEW x AS SELECT one FROM mv"));

    [Fact]
    public void Refuses_a_column_of_which_nothing_is_known() => Assert.Contains(
        "--connection",
        Planner.Plan(Planned.Migration("ALTER TABLE orders RENAME COLUMN a TO b"), Schema.Unknown).Single().NotPossible);

    [Fact]
    public void Refuses_what_stands_under_a_condition_of_the_code()
    {
        var migration = Planned.Migration("ALTER TABLE orders ADD COLUMN note text");
        migration = migration with { Statements = [migration.Statements[0] with { Condition = "IsTest" }] };

        Assert.Contains("IsTest", Planner.Plan(migration, Schema.Blank.Apply(Planned.Migration(Planned.Shop).Operations)).Single().NotPossible);
    }

    [Fact]
    public void Tightening_waits_for_contract()
    {
        foreach (var migration in (string[])
            ["ALTER TABLE orders ALTER COLUMN total SET NOT NULL", "ALTER TABLE orders ADD CHECK (total > 0)", "ALTER TABLE orders ADD UNIQUE (total)", "CREATE UNIQUE INDEX ON orders (total)"])
        {
            var plan = Planned.One(migration);
            Assert.Empty(plan.Expand);
            Assert.Empty(plan.Backfill);
            Assert.NotEmpty(plan.Contract);
            Assert.NotEmpty(plan.Revert);
        }
    }

    [Fact]
    public void Loosening_is_done_before_the_deploy()
    {
        foreach (var migration in (string[])
            ["ALTER TABLE orders ALTER COLUMN status DROP NOT NULL", "ALTER TABLE orders DROP CONSTRAINT orders_status_check", "ALTER TABLE orders ALTER COLUMN total SET DEFAULT 1"])
        {
            var plan = Planned.One(migration);
            Assert.NotEmpty(plan.Expand);
            Assert.Empty(plan.Contract);
            Assert.NotEmpty(plan.Rollback);
        }
    }

    [Fact]
    public void A_constant_default_costs_nothing() =>
        Assert.Equal(["AddColumn"], Planned.One("ALTER TABLE orders ADD COLUMN currency char(3) NOT NULL DEFAULT 'EUR'").Expand.Kinds());

    [Fact]
    public void A_volatile_default_is_filled_in_batches()
    {
        var plan = Planned.One("ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()");

        Assert.Equal(["AddColumn", "SetDefault"], plan.Expand.Kinds());
        Assert.Equal(["BackfillColumn", "AddCheck", "ValidateConstraint", "SetNotNull", "DropConstraint"], plan.Backfill.Kinds());
        Assert.DoesNotContain("DEFAULT", plan.Expand.Sql().Split(';')[0]);
    }

    [Fact]
    public void A_value_for_existing_rows_is_a_default_until_contract()
    {
        var plan = Planned.One("-- safemigrate:up 'EUR'\nALTER TABLE orders ADD COLUMN currency char(3) NOT NULL");

        Assert.Equal("ALTER TABLE orders ADD COLUMN currency character(3) DEFAULT 'EUR' NOT NULL", plan.Expand.Sql());
        Assert.Equal("ALTER TABLE orders ALTER COLUMN currency DROP DEFAULT", plan.Contract.Sql());
    }

    [Fact]
    public void A_replaced_column_takes_its_index_check_and_default_with_it()
    {
        var plan = Planned.One("ALTER TABLE orders ALTER COLUMN status TYPE varchar(9)");

        Assert.Contains("WHERE sm_new_status_", plan.Backfill.Sql());
        Assert.Contains("<> '') NOT VALID", plan.Contract.Sql());
        Assert.Contains("ALTER COLUMN status SET DEFAULT 'new'", plan.Contract.Sql());
        Assert.Contains("RENAME TO orders_open", plan.Contract.Sql());
        Assert.Contains("TO orders_status_check", plan.Contract.Sql());
        Assert.DoesNotContain("DEFAULT", plan.Expand.Sql());
    }

    [Fact]
    public void A_rename_has_indexes_on_its_second_name_and_ends_in_an_instant()
    {
        var plan = Planned.One("ALTER TABLE orders RENAME COLUMN status TO state");

        Assert.Contains("((lower(state)), placed DESC) WHERE state <> 'done'", plan.Backfill.Sql());
        Assert.Contains("ALTER TABLE orders RENAME COLUMN status TO state", plan.Contract.Sql());
        Assert.Single(plan.Contract);
        Assert.DoesNotContain("DEFAULT", plan.Expand.Sql());
    }

    [Fact]
    public void What_only_a_connection_tells_is_asked_for_where_there_is_none() => Assert.Contains(
        "aclexplode",
        Planner.Plan(
            Planned.Migration("ALTER TABLE orders RENAME COLUMN status TO state"),
            Schema.Unknown.Apply(Planned.Migration(Planned.Shop).Operations)).Single().Expand.Sql());

    [Fact]
    public void A_replaced_key_takes_the_references_of_other_tables_with_it()
    {
        var plan = Planned.One("ALTER TABLE customers ALTER COLUMN id TYPE bigint");

        Assert.Contains("FOREIGN KEY (customer_id) REFERENCES customers (sm_new_id_", plan.Contract.Sql());
        Assert.Contains("CONSTRAINT customers_pkey PRIMARY KEY USING INDEX sm_new_customers_pkey_", plan.Contract.Sql());
    }

    [Fact]
    public void A_wider_type_is_changed_in_place() => Assert.Equal(
        "ALTER TABLE t ALTER COLUMN a TYPE character varying(100);\nANALYZE t (a)",
        Planned.One("ALTER TABLE t ALTER COLUMN a TYPE varchar(100)", "CREATE TABLE t (a varchar(50))").Expand.Sql());

    [Fact]
    public void What_repeats_the_state_needs_nothing()
    {
        foreach (var migration in (string[])["ALTER TABLE orders ALTER COLUMN status SET NOT NULL", "ALTER TABLE orders ALTER COLUMN total TYPE int", "CREATE TABLE IF NOT EXISTS orders (id int)", "SET lock_timeout = '1s'"])
        {
            var plan = Planned.One(migration);
            Assert.Empty(plan.Expand.Concat(plan.Backfill).Concat(plan.Contract));
        }
    }

    [Fact]
    public void A_table_of_the_same_migration_is_changed_at_once() => Assert.All(
        Planned.All("CREATE TABLE t (a int, b text); ALTER TABLE t ALTER COLUMN a SET NOT NULL; CREATE INDEX ON t (b); ALTER TABLE t RENAME COLUMN b TO c; INSERT INTO t VALUES (1, 'x')"),
        plan =>
        {
            Assert.Null(plan.NotPossible);
            Assert.NotEmpty(plan.Expand);
            Assert.Empty(plan.Contract);
        });

    [Fact]
    public void An_index_on_a_column_that_is_being_replaced_is_built_on_the_replacement() => Assert.Contains(
        "CREATE INDEX CONCURRENTLY orders_total_idx ON orders (sm_new_total_",
        Planned.All("ALTER TABLE orders ALTER COLUMN total TYPE bigint; CREATE INDEX ON orders (total);")[1].Backfill.Sql());

    [Fact]
    public void NOT_NULL_may_follow_a_change_of_type() => Assert.All(
        Planned.All("ALTER TABLE orders ALTER COLUMN total TYPE bigint, ALTER COLUMN total SET NOT NULL"), plan => Assert.Null(plan.NotPossible));

    [Fact]
    public void Plans_are_the_same_in_every_run() => Assert.Equal(
        Planned.One("ALTER TABLE orders ALTER COLUMN total TYPE bigint"), Planned.One("ALTER TABLE orders ALTER COLUMN total TYPE bigint"));

    [Fact]
    public void Names_fit_into_63_bytes()
    {
        var column = new string('ß', 31);
        var plan = Planned.One($"ALTER TABLE t ALTER COLUMN {column} TYPE bigint", $"CREATE TABLE t ({column} int UNIQUE)");

        Assert.All(
            plan.Expand.Concat(plan.Backfill).Concat(plan.Contract).SelectMany(step => step.Operations).OfType<RenameColumn>(),
            rename => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(rename.NewName), 1, PostgresIdentifier.MaxBytes));
    }

    [Fact]
    public void Quotes_whatever_a_name_has()
    {
        var plan = Planned.One("""ALTER TABLE "a""b" RENAME COLUMN "new" TO "Order";""", """CREATE TABLE "a""b" ("new" text)""");

        Assert.Contains("""ALTER TABLE "a""b" ADD COLUMN "Order" text""", plan.Expand.Sql());
        Assert.Contains("NEW.\"Order\" := NEW.new", plan.Expand.Sql());
    }

    [Fact]
    public void Each_step_that_could_do_harm_twice_can_be_recognised_as_done() => Assert.All(
        Planned.All("""
            ALTER TABLE orders RENAME COLUMN status TO state;
            ALTER TABLE orders ALTER COLUMN total TYPE bigint;
            ALTER TABLE orders DROP COLUMN placed;
            ALTER TABLE customers RENAME TO clients;
            CREATE TABLE items (id int PRIMARY KEY, order_id bigint REFERENCES orders (id));
            """).SelectMany(plan => plan.Expand.Concat(plan.Contract).Concat(plan.Purge).Concat(plan.Rollback).Concat(plan.Revert)),
        step => Assert.NotNull(PostgresProbe.IsDone(step)));

    [Theory]
    [InlineData("ALTER TABLE orders ALTER COLUMN total SET NOT NULL")]
    [InlineData("ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0)")]
    public void A_column_is_not_replaced_before_it_has_what_an_open_migration_gives_it_at_contract(string first)
    {
        var open = Planned.All(first).Select(plan => new OpenPlan("1", plan, IsContracted: false)).ToList();
        var schema = Schema.Blank.Apply(Planned.Migration(Planned.Shop).Operations);

        Assert.Contains("run its contract", Planner.Plan(Planned.Migration("ALTER TABLE orders ALTER COLUMN total TYPE bigint"), schema, 15, open).Single().NotPossible);
        Assert.Null(Planned.All(first + "; ALTER TABLE orders ALTER COLUMN total TYPE bigint").Last().NotPossible);
    }

    [Theory]
    [InlineData("ALTER TABLE orders RENAME COLUMN status TO state", "ALTER TABLE orders RENAME COLUMN state TO phase", "run contract and purge")]
    [InlineData("ALTER TABLE orders RENAME COLUMN status TO state", "ALTER TABLE orders DROP COLUMN state", "run contract and purge")]
    [InlineData("ALTER TABLE orders ALTER COLUMN total TYPE bigint", "ALTER TABLE orders ALTER COLUMN total DROP DEFAULT", "after contract")]
    public void Refuses_what_would_cross_an_open_change(string first, string second, string reason)
    {
        var open = Planned.All(first).Select(plan => new OpenPlan("1", plan, IsContracted: false)).ToList();
        var schema = Schema.Blank.Apply(Planned.Migration(Planned.Shop).Operations).Apply(Planned.Migration(first).Operations);

        Assert.Contains(reason, Planner.Plan(Planned.Migration(second), schema, 15, open).Single().NotPossible);
        Assert.Contains("into a later migration", Planned.All(first + ";" + second).Last().NotPossible);
    }

    [Theory]
    [InlineData("ALTER TABLE orders ALTER placed TYPE timestamptz USING placed AT TIME ZONE 'Europe/Berlin'", "Europe/Berlin")]
    [InlineData("ALTER TABLE orders ALTER placed TYPE timestamptz USING timezone('UTC', placed)", "UTC")]
    [InlineData("SET TimeZone = 'UTC'; ALTER TABLE orders ALTER placed TYPE timestamptz", "UTC")]
    [InlineData("SET TIME ZONE 'Asia/Tokyo'; ALTER TABLE orders ALTER placed SET DATA TYPE timestamptz(3) USING placed", "Asia/Tokyo")]
    public void Timestamps_go_over_into_another_zone_and_back(string migration, string zone)
    {
        var plan = Planned.All(migration).Last();

        Assert.Null(plan.NotPossible);
        Assert.Contains($"'{zone}'", plan.Expand.Sql());
        Assert.Contains($" AT TIME ZONE '{zone}'", plan.Contract.Sql());
    }

    [Theory]
    [InlineData("ALTER TABLE orders ALTER placed TYPE timestamptz")]
    [InlineData("SET TIME ZONE 'UTC'; RESET TimeZone; ALTER TABLE orders ALTER placed TYPE timestamptz")]
    public void Timestamps_of_nobody_knows_which_zone_are_refused(string migration) => Assert.Contains("TimeZone of each session", Planned.All(migration).Last().NotPossible);

    [Theory]
    [InlineData("CREATE TYPE pair AS (a int, b int)")]
    [InlineData("CREATE TYPE pair AS ENUM ('a')")]
    public void A_type_that_is_renamed_where_it_is_created_is_renamed_at_once(string create)
    {
        var plan = Planned.All(create + "; ALTER TYPE pair RENAME TO couple")[1];

        Assert.Null(plan.NotPossible);
        Assert.Empty(plan.Contract);
        Assert.IsType<RenameObject>(Assert.Single(plan.Expand).Operations.Single());
    }

    [Fact]
    public void A_default_changes_with_the_type_of_its_column()
    {
        var plans = Planned.All("ALTER TABLE orders ALTER COLUMN status DROP DEFAULT; ALTER TABLE orders ALTER COLUMN status TYPE citext; ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'open'", "CREATE TABLE orders (id int PRIMARY KEY, status text DEFAULT 'new')");

        Assert.All([plans[0], plans[2]], plan => Assert.True(plan is { IsEmpty: true, NotPossible: null }));
        Assert.Equal("'open'", Assert.Single(plans[1].Contract.SelectMany(step => step.Operations).OfType<SetDefault>()).Default.Sql);
        Assert.Equal("'new'", Assert.Single(plans[1].Revert.SelectMany(step => step.Operations).OfType<SetDefault>()).Default.Sql);
    }

    [Theory]
    [InlineData("ALTER TABLE orders RENAME COLUMN state TO phase", "end its hold time with purge")]
    [InlineData("ALTER TABLE orders ALTER COLUMN total TYPE bigint", null)]
    [InlineData("CREATE INDEX ON orders (state)", null)]
    public void A_tombstone_holds_its_column_until_purge(string second, string? reason)
    {
        const string First = "ALTER TABLE orders RENAME COLUMN status TO state";
        var open = Planned.All(First).Select(plan => new OpenPlan("1", plan, IsContracted: true)).ToList();
        var schema = Schema.Blank.Apply(Planned.Migration(Planned.Shop).Operations).Apply(Planned.Migration(First).Operations);

        var refusal = Planner.Plan(Planned.Migration(second), schema, 15, open).Single().NotPossible;
        if (reason is null)
            Assert.Null(refusal);
        else
            Assert.Contains(reason, refusal);
    }

    [Fact]
    public void A_foreign_key_may_reference_a_table_under_the_name_it_will_have() => Assert.Contains(
        "REFERENCES customers",
        Planned.All("ALTER TABLE customers RENAME TO clients; CREATE TABLE t (c int REFERENCES clients)").Last().Expand.Sql());

    [Theory]
    [InlineData("CREATE INDEX ON orders (total) INCLUDE (status)", "orders_total_status_idx")]
    [InlineData("CREATE INDEX ON orders (lower(status), (total + 1))", "orders_lower_expr_idx")]
    [InlineData("CREATE INDEX ON orders (total); CREATE INDEX ON orders (total)", "orders_total_idx1")]
    [InlineData("ALTER TABLE orders ADD COLUMN \"ßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßß\" int; CREATE INDEX ON orders (total, \"ßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßß\")", "orders_total_ßßßßßßßßßßßßßßßßßßßßßßß_idx")]
    public void Names_indexes_as_the_server_does(string migration, string name) => Assert.Equal(
        name, Planned.All(migration).Last().Backfill.SelectMany(step => step.Operations).OfType<CreateIndex>().Single().Index.Name);

    [Fact]
    public void An_enum_value_that_a_rollback_left_is_added_again() =>
        Assert.Equal("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'so so' BEFORE 'ok'", Planned.One("ALTER TYPE mood ADD VALUE 'so so' BEFORE 'ok'").Expand.Sql());

    [Fact]
    public void A_validation_leaves_nothing_to_take_back()
    {
        var plans = Planned.All("ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT c");

        Assert.All(plans, plan => Assert.False(plan.IsOneWay));
    }

    [Fact]
    public void A_conversion_may_give_a_value_for_NULL_and_NULL_for_a_value()
    {
        var plan = Planned.One("-- safemigrate:down total::text\nALTER TABLE orders ALTER COLUMN total TYPE bigint USING nullif(coalesce(total, 0), id)");

        Assert.Contains("BEFORE INSERT ON orders FOR EACH ROW WHEN (NEW.sm_new_total_", plan.Expand.Sql());
        Assert.Contains("OLD.id IS DISTINCT FROM NEW.id", plan.Expand.Sql());
        Assert.EndsWith("IS NULL AND (NULLIF(COALESCE(total, 0), id)) IS NOT NULL", plan.Verify.Single().Violation.Sql);
        Assert.EndsWith("IS NULL AND total IS NOT NULL", plan.Verify.Single().Otherwise!.Sql);
    }

    [Fact]
    public void A_default_that_any_version_gets_does_not_count_as_a_write_of_the_old_one()
    {
        var sql = Planned.One("ALTER TABLE orders RENAME COLUMN status TO state").Expand.Sql();

        Assert.Contains("IF (CASE TG_OP WHEN 'INSERT' THEN pg_catalog.current_setting('safemigrate.side', true) = 'old' OR pg_catalog.record_image_ne(ROW(NEW.status), ROW(('new')::text))", sql);
    }

    [Fact]
    public void On_18_a_replaced_column_keeps_the_name_of_its_NOT_NULL()
    {
        Assert.Contains("SwapNotNullNames", Planned.All("ALTER TABLE orders ALTER COLUMN status TYPE varchar(9)", version: 18).Single().Contract.Kinds());
        Assert.DoesNotContain("SwapNotNullNames", Planned.All("ALTER TABLE orders ALTER COLUMN status TYPE varchar(9)", version: 17).Single().Contract.Kinds());
    }

    [Fact]
    public void An_index_of_a_materialized_view_needs_no_contract()
    {
        Assert.Equal(["CreateIndex"], Planned.All("CREATE MATERIALIZED VIEW m AS SELECT id FROM orders; CREATE UNIQUE INDEX ON m (id)")[1].Expand.Kinds());
        Assert.Equal(["CreateIndex"], Planned.One("CREATE UNIQUE INDEX ON m (id)", Planned.Shop + "CREATE MATERIALIZED VIEW m AS SELECT id FROM orders;").Backfill.Kinds());
    }

    [Fact]
    public void What_an_index_or_check_becomes_over_another_type_is_tried_on_an_empty_table()
    {
        var sql = Planned.One("ALTER TABLE orders ALTER COLUMN status TYPE varchar(9)").Expand.Sql();

        Assert.Contains("(LIKE orders);", sql);
        Assert.Contains("CREATE INDEX ON safemigrate.trial_orders_", sql);
        Assert.Contains("ADD CHECK (sm_new_status_", sql);
    }

    [Theory]
    [InlineData("COMMENT ON TABLE orders IS 'x'", Phase.Expand)]
    [InlineData("CREATE INDEX i ON orders (total); COMMENT ON INDEX i IS 'x'", Phase.Backfill)]
    [InlineData("ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0); COMMENT ON CONSTRAINT c ON orders IS 'x'", Phase.Contract)]
    [InlineData("ALTER TABLE orders ALTER COLUMN total TYPE bigint; COMMENT ON COLUMN orders.total IS 'x'", Phase.Contract)]
    public void A_comment_comes_when_what_it_is_on_is_there(string migration, Phase phase) => Assert.Equal(["KeepDefinition", "OtherStatement"], Planned.All(migration)[^1].Steps(phase).Kinds());

    [Fact]
    public void What_is_granted_on_a_changed_column_goes_with_it()
    {
        Assert.Contains("CopyProperties", Planned.All("ALTER TABLE orders ALTER COLUMN total TYPE bigint")[0].Contract.Kinds());
        Assert.Contains("CarryPrivileges", Planned.All("ALTER TABLE orders RENAME COLUMN total TO sum")[0].Contract.Kinds());
        Assert.Equal(["ChangePrivileges"], Planned.All("ALTER TABLE orders RENAME TO sales; GRANT SELECT ON sales TO clerk")[1].Contract.Kinds());
    }
}
