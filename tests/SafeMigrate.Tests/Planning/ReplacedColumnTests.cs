using SafeMigrate.Planning;
using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Planning;

public class ReplacedColumnTests
{
    private const string Retyped = "ALTER TABLE orders ALTER COLUMN total TYPE bigint; ";

    [Theory]
    [InlineData("ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0)", @"NOT \(sm_new_total_\w+ > 0\)")]
    [InlineData("ALTER TABLE orders ADD CONSTRAINT c FOREIGN KEY (total) REFERENCES customers (id)", @"parent.id = orders.sm_new_total_\w+\)")]
    public void Looks_for_rows_that_a_constraint_forbids_in_the_column_of_then(string add, string violation)
    {
        var plan = Planned.All(Retyped + add)[1];

        Assert.Null(plan.NotPossible);
        Assert.Matches(violation, plan.Verify.Single().Violation.Sql);
        Assert.DoesNotContain("sm_new", plan.Contract.Sql());
    }

    [Theory]
    [InlineData(Retyped + "ALTER TABLE orders ADD UNIQUE (total)")]
    [InlineData("ALTER TABLE orders RENAME COLUMN total TO sum; ALTER TABLE orders ADD UNIQUE (sum)")]
    public void Builds_a_unique_constraint_behind_the_swap(string migration)
    {
        var plan = Planned.All(migration)[1];

        Assert.Null(plan.NotPossible);
        Assert.Equal(["CreateIndex", "AddUnique"], plan.Contract.Kinds());
    }

    [Fact]
    public void Refuses_a_constraint_on_a_column_that_another_migration_is_replacing()
    {
        var schema = Schema.Blank.Apply(Planned.Migration(Planned.Shop).Operations);
        var first = Planned.Migration(Retyped) with { Version = "1" };
        var open = Planner.Plan(first, schema).Select(plan => new OpenPlan("1", plan, IsContracted: false)).ToList();

        Assert.Contains("being replaced", Planner.Plan(Planned.Migration("ALTER TABLE orders ADD CHECK (total > 0)"), schema, 15, open).Single().NotPossible);
    }

    [Theory]
    [InlineData("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)", "ALTER TABLE t ALTER COLUMN id TYPE numeric", "put DROP IDENTITY into an earlier migration")]
    [InlineData("CREATE TABLE t (id uuid PRIMARY KEY); CREATE TABLE c (t_id uuid REFERENCES t)", "ALTER TABLE t ALTER COLUMN id TYPE text", "c_t_id_fkey of c cannot reference a text")]
    public void Refuses_a_type_that_the_server_would_refuse_at_contract(string schema, string migration, string reason) =>
        Assert.Contains(reason, Planned.Refusal(migration, schema));

    [Fact]
    public void Lets_the_old_version_delete_what_a_new_table_was_filled_from_while_that_is_taken_away()
    {
        var plans = Planned.All(
            "CREATE TABLE places (id int PRIMARY KEY REFERENCES users, city text); INSERT INTO places SELECT id, city FROM users; ALTER TABLE users DROP COLUMN city",
            "CREATE TABLE users (id int PRIMARY KEY, city text)");

        Assert.Contains("ALTER TABLE IF EXISTS places DROP CONSTRAINT IF EXISTS places_id_fkey", plans[1].Rollback.Sql());
    }
}
