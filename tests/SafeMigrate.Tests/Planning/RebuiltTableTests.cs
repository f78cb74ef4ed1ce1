using SafeMigrate.Planning;

namespace SafeMigrate.Tests.Planning;

public class RebuiltTableTests
{
    private const string Rebuild = """
        CREATE TABLE o (id bigint PRIMARY KEY, total bigint CHECK (total > 0));
        INSERT INTO o (id, total) SELECT id, total FROM orders;
        DROP TABLE orders;
        ALTER TABLE o RENAME TO orders;
        """;

    [Theory]
    [InlineData("CREATE VIEW v AS SELECT id FROM orders")]
    [InlineData("CREATE MATERIALIZED VIEW v AS SELECT id FROM orders")]
    [InlineData("CREATE TABLE items (id int PRIMARY KEY, of bigint REFERENCES orders)")]
    [InlineData("ALTER TABLE customers ADD COLUMN last_order bigint REFERENCES public.orders (id)")]
    public void What_a_later_migration_would_hang_on_the_table_that_goes_waits_for_contract(string change)
    {
        var schema = Schema.Blank.Apply(Planned.Migration(Planned.Shop).Operations);
        var open = Planned.All(Rebuild).Select(plan => new OpenPlan("1", plan, IsContracted: false)).ToList();

        var plans = Planner.Plan(Planned.Migration(change) with { Version = "2" }, schema, 15, open);
        var afterwards = Planner.Plan(Planned.Migration(change) with { Version = "2" }, schema, 15, [.. open.Select(one => one with { IsContracted = true })]);

        Assert.Contains("contract of migration 1, and what is made on it now would stay behind", plans.Single(plan => plan.NotPossible is not null).NotPossible);
        Assert.All(afterwards, plan => Assert.Null(plan.NotPossible));
    }

    [Fact]
    public void What_came_to_the_old_table_is_asked_for_before_contract_and_again_under_its_lock()
    {
        var plan = Planned.All(Rebuild).Single(one => one.Unchanged.Any());

        Assert.Equal("", plan.Unchanged.Single().Column);
        Assert.Contains("RequireAsRemembered", plan.Contract.Kinds());
        Assert.Contains("CarryTablePrivileges", plan.Revert.Kinds());
    }
}
