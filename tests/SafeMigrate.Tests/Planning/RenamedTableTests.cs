using SafeMigrate.Planning;

namespace SafeMigrate.Tests.Planning;

/// <summary>A table that is renamed and changed in one migration: old name before the deploy, new name from contract on.</summary>
public class RenamedTableTests
{
    [Fact]
    public void A_change_is_made_under_the_old_name_and_ended_under_the_new_one()
    {
        var plan = Planned.All("ALTER TABLE orders RENAME TO sales; ALTER TABLE sales RENAME COLUMN status TO state")[1];

        Assert.Null(plan.NotPossible);
        Assert.Contains("ALTER TABLE orders ADD COLUMN state text", plan.Expand.Sql());
        Assert.Contains("CREATE OR REPLACE VIEW sales", plan.Expand.Sql());
        Assert.Contains("UPDATE orders SET state", plan.Backfill.Sql());
        Assert.Contains("ALTER TABLE sales RENAME COLUMN status TO state", plan.Contract.Sql());
        Assert.Contains("DROP TRIGGER IF EXISTS zzz_sync_orders_status", plan.Contract.Sql());
        Assert.DoesNotContain("ON orders", plan.Contract.Sql());
        Assert.StartsWith("DROP VIEW IF EXISTS sales", plan.Rollback.Sql());
        Assert.DoesNotContain("TABLE orders", plan.Purge.Sql() + plan.Revert.Sql());
    }

    [Theory]
    [InlineData("ALTER TABLE orders RENAME COLUMN status TO state; ALTER TABLE orders DROP COLUMN total; ALTER TABLE orders RENAME TO sales")]
    [InlineData("ALTER TABLE orders DROP COLUMN total; ALTER TABLE orders RENAME TO sales")]
    [InlineData("ALTER TABLE orders ADD COLUMN note text; ALTER TABLE orders RENAME TO sales")]
    public void The_rename_is_planned_first_wherever_it_stands(string migration)
    {
        var plans = Planned.All(migration);

        Assert.All(plans, plan => Assert.Null(plan.NotPossible));
        Assert.Equal("RenameTable", plans[0].Change[0].Name);
        Assert.DoesNotContain("orders", string.Concat(plans.Skip(1).Select(plan => plan.Contract.Sql() + plan.Purge.Sql())).Replace("_orders", ""));
    }

    [Theory]
    [InlineData("ALTER TABLE sales ADD CHECK (total > 0)", "sales_total_check")]
    [InlineData("CREATE INDEX ON sales (total)", "sales_total_idx")]
    [InlineData("ALTER TABLE sales ADD COLUMN part_of bigint REFERENCES sales (id)", "sales_part_of_fkey")]
    [InlineData("ALTER TABLE sales ADD UNIQUE (placed)", "sales_placed_key")]
    public void What_the_server_names_by_the_table_is_named_by_the_new_one(string change, string name)
    {
        var plan = Planned.All("ALTER TABLE orders RENAME TO sales; " + change)[1];

        Assert.Null(plan.NotPossible);
        Assert.Contains(name, plan.Expand.Sql() + plan.Backfill.Sql() + plan.Contract.Sql());
    }

    [Fact]
    public void A_later_migration_waits_for_contract()
    {
        var schema = Schema.Blank.Apply(Planned.Migration(Planned.Shop + "ALTER TABLE orders RENAME TO sales").Operations);
        var open = Planned.All("ALTER TABLE orders RENAME TO sales").Select(plan => new OpenPlan("1", plan, IsContracted: false)).ToList();

        Assert.Contains("still called orders", Planner.Plan(Planned.Migration("ALTER TABLE sales ADD COLUMN note text"), schema, 15, open).Single().NotPossible);
    }

    [Fact]
    public void What_is_text_in_part_waits_for_contract() =>
        Assert.Contains("still called orders", Planned.All("ALTER TABLE orders RENAME TO sales; CREATE TRIGGER t BEFORE UPDATE ON sales EXECUTE FUNCTION f()")[1].NotPossible);
}
