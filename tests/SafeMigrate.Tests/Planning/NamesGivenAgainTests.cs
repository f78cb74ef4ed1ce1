using SafeMigrate.Planning;

namespace SafeMigrate.Tests.Planning;

/// <summary>What a migration takes away and creates again under the same name: the old version needs the first until contract.</summary>
public class NamesGivenAgainTests
{
    [Theory]
    [InlineData("ALTER TABLE orders DROP COLUMN total; ALTER TABLE orders ADD COLUMN total text", "keep its values, say ALTER COLUMN total TYPE ... USING")]
    [InlineData("ALTER TABLE orders DROP COLUMN total; ALTER TABLE orders RENAME COLUMN placed TO total", "orders.total is there until contract")]
    [InlineData("ALTER TABLE orders RENAME COLUMN total TO sum; ALTER TABLE orders ADD COLUMN total text", "orders.total is there until contract")]
    [InlineData("DROP TABLE orders; CREATE TABLE orders (id int)", "orders is there until contract")]
    [InlineData("ALTER TABLE orders RENAME TO sales; CREATE TABLE orders (id int)", "orders is there until contract")]
    [InlineData("DROP SEQUENCE s; CREATE SEQUENCE s AS smallint", "s is there until contract")]
    [InlineData("DROP TYPE mood; CREATE TYPE mood AS ENUM ('a')", "mood is there until contract")]
    public void Are_refused_before_anything_runs(string migration, string reason) => Assert.Contains(reason, Planned.Refusal(migration));

    [Fact]
    public void Stay_taken_until_purge_so_that_revert_can_have_them_back()
    {
        var schema = Schema.Blank.Apply(Planned.Migration(Planned.Shop).Operations);
        var drop = Planned.Migration("ALTER TABLE orders DROP COLUMN total");
        var open = new OpenPlan("1", Planner.Plan(drop, schema).Single(), IsContracted: true);

        var plan = Planner.Plan(Planned.Migration("ALTER TABLE orders ADD COLUMN total text"), schema.Apply(drop.Operations), open: [open]).Single();

        Assert.Contains("end its hold time with purge", plan.NotPossible);
    }

    [Fact]
    public void A_materialized_view_is_filled_beside_the_old_one_with_its_indexes()
    {
        var plans = Planned.All("DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT total FROM orders; CREATE UNIQUE INDEX m_total ON m (total)", Planned.Shop + "CREATE MATERIALIZED VIEW m AS SELECT 1;");

        Assert.All(plans, plan => Assert.Null(plan.NotPossible));
        Assert.True(plans[0].IsEmpty && plans[2].IsEmpty);
        Assert.Equal(["CreateSchema", "CreateSchema", "CreateMaterializedView", "CreateIndex"], plans[1].Backfill.Kinds());
        Assert.Equal(["Rehearse", "RefreshMaterializedView", "RunSql", "RunSql"], plans[1].Contract.Kinds());
        Assert.Equal(["Rehearse", "RefreshMaterializedView", "RunSql", "RunSql"], plans[1].Revert.Kinds());
    }

    [Fact]
    public void An_index_is_built_beside_the_old_one_and_gets_its_name_in_an_instant()
    {
        var plan = Planned.All("DROP INDEX orders_open; CREATE INDEX orders_open ON orders (placed)")[1];

        Assert.Equal(["CreateIndex"], plan.Backfill.Kinds());
        Assert.Equal(["RenameIndex", "RenameIndex", "DropIndex"], plan.Contract.Kinds());
        Assert.Equal(["CreateIndex", "RenameIndex", "RenameIndex"], plan.Revert.Kinds());
    }

    [Theory]
    [InlineData("DROP TRIGGER IF EXISTS t ON orders; CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f()", Phase.Expand, "DropTrigger", "CreateTrigger")]
    [InlineData("DROP POLICY IF EXISTS p ON orders; CREATE POLICY p ON orders USING (true)", Phase.Contract, "ChangePolicy", "ChangePolicy")]
    [InlineData("DROP FUNCTION IF EXISTS f(int, text); CREATE FUNCTION f(a int, b text DEFAULT 'a,(') RETURNS int LANGUAGE sql AS 'SELECT 1'", Phase.Contract, "DropObject", "CreateFunction")]
    public void A_trigger_policy_or_function_is_replaced_in_one_transaction(string migration, Phase phase, string dropped, string created)
    {
        var plans = Planned.All(migration);

        Assert.True(plans[0].IsEmpty);
        Assert.Equal(["KeepDefinition", dropped, created], Assert.Single(plans[1].Steps(phase)).Operations.Select(operation => operation.Name));
    }

    [Fact]
    public void A_function_of_other_arguments_is_another_function()
    {
        var plans = Planned.All("DROP FUNCTION f(int); CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1'");

        Assert.Equal(["KeepDefinition", "DropObject"], plans[0].Contract.Kinds());
        Assert.Equal(["KeepDefinition", "CreateFunction"], plans[1].Expand.Kinds());
    }
}
