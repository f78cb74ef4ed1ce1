namespace SafeMigrate.Tests.Planning;

/// <summary>CASCADE is never sent: what depends on a thing is known and dropped by name, or stops the plan.</summary>
public class CascadeTests
{
    [Fact]
    public void Foreign_keys_to_the_table_go_first_and_come_back()
    {
        var plan = Planned.One("DROP TABLE customers CASCADE");

        Assert.Contains("ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_customer_id_fkey", plan.Contract.Sql());
        Assert.Contains("ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY", plan.Revert.Sql());
        Assert.DoesNotContain("CASCADE", plan.Contract.Sql() + plan.Purge.Sql());
    }

    [Theory]
    [InlineData("ALTER TABLE orders DROP COLUMN total CASCADE")]
    [InlineData("DROP VIEW v CASCADE")]
    [InlineData("DROP INDEX orders_open CASCADE")]
    [InlineData("DROP FUNCTION f() CASCADE")]
    public void Nothing_is_sent_that_drops_more_than_its_name(string migration)
    {
        var plan = Planned.One(migration, Planned.Shop + "CREATE VIEW v AS SELECT 1; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';");

        Assert.DoesNotContain("CASCADE", plan.Expand.Sql() + plan.Contract.Sql() + plan.Purge.Sql());
        Assert.Contains(plan.Notes, note => note.Contains("CASCADE is left out"));
    }

    [Fact]
    public void A_column_that_others_reference_is_not_dropped() => Assert.Contains(
        "drop it before",
        Planned.Refusal("ALTER TABLE a DROP COLUMN code CASCADE", "CREATE TABLE a (id int PRIMARY KEY, code text UNIQUE); CREATE TABLE b (code text REFERENCES a (code));"));
}
