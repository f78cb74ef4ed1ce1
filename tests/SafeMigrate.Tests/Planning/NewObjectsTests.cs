using SafeMigrate.Planning;

namespace SafeMigrate.Tests.Planning;

/// <summary>What earlier migrations of the same release create may be changed at once.</summary>
public class NewObjectsTests
{
    private const string First = "CREATE TABLE fresh (id int PRIMARY KEY, a int, b text); CREATE VIEW seen AS SELECT a FROM fresh; CREATE INDEX fresh_a ON fresh (a); CREATE TYPE pair AS (x int, y int);";

    [Theory]
    [InlineData("ALTER TABLE fresh RENAME COLUMN a TO c")]
    [InlineData("ALTER TABLE fresh ALTER a TYPE text, ALTER b SET NOT NULL, DROP COLUMN b, ADD UNIQUE (a)")]
    [InlineData("ALTER TABLE fresh RENAME TO other; ALTER TABLE other DROP COLUMN a CASCADE; DROP TABLE other")]
    [InlineData("DROP VIEW seen")]
    [InlineData("DROP INDEX fresh_a")]
    [InlineData("ALTER INDEX fresh_a RENAME TO fresh_one")]
    [InlineData("ALTER TYPE pair RENAME TO couple; DROP TYPE couple")]
    [InlineData("UPDATE fresh SET a = (SELECT max(a) FROM fresh); DELETE FROM fresh; INSERT INTO fresh SELECT id + 1, a, b FROM fresh")]
    public void As_it_is_written_before_the_deploy(string migration) => Assert.All(
        Plans(migration, isOffered: false),
        plan => Assert.Equal((null, 0, 0), (plan.NotPossible, plan.Contract.Count, plan.Backfill.Count)));

    [Theory]
    [InlineData("ALTER TABLE fresh RENAME COLUMN a TO c")]
    [InlineData("DROP TABLE fresh")]
    [InlineData("DROP VIEW seen")]
    public void But_not_what_an_earlier_release_has_created(string migration) => Assert.All(Plans(migration, isOffered: true), plan => Assert.NotEmpty(plan.Contract));

    [Theory]
    [InlineData("CREATE TABLE log (id int, a int); CREATE TRIGGER writes AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f()", "ALTER TABLE log DROP COLUMN a")]
    [InlineData("CREATE TABLE part PARTITION OF orders FOR VALUES IN (1)", "ALTER TABLE part DROP COLUMN total")]
    [InlineData("CREATE TABLE part (LIKE orders); ALTER TABLE orders ATTACH PARTITION part FOR VALUES IN (1)", "ALTER TABLE part DROP COLUMN total")]
    public void And_not_where_the_running_version_writes_into_it_without_knowing(string first, string then)
    {
        var schema = Schema.Blank.Apply(Planned.Migration(Planned.Shop.Replace("timestamp\n)", "timestamp\n) PARTITION BY LIST (customer_id)")).Operations);
        var open = Planned.Migration(first).Operations.Select(operation => new OpenPlan("1", new Plan([operation]) { Expand = [new Step("", [operation])] }, IsContracted: false) { IsOffered = false }).ToList();

        var plan = Planner.Plan(Planned.Migration(then), schema.Apply(Planned.Migration(first).Operations), 15, open).Single();

        Assert.True(plan.NotPossible is not null || plan.Contract.Count > 0, plan.Strategy);
    }

    [Theory]
    [InlineData("INSERT INTO fresh SELECT id, total, status FROM orders")]
    [InlineData("UPDATE fresh SET a = (SELECT max(total) FROM orders)")]
    [InlineData("DO $$ BEGIN UPDATE orders SET total = 0; END $$")]
    public void And_not_with_the_rows_of_others(string migration) => Assert.NotNull(Plans(migration, isOffered: false).Single().NotPossible);

    [Theory]
    [InlineData("DO $$ BEGIN PERFORM 1; UPDATE fresh SET a = 0; END $$")]
    [InlineData("SELECT setval('s', 7)")]
    [InlineData("ALTER SEQUENCE s OWNER TO postgres")]
    public void Where_all_tables_are_new_nobody_uses_the_database(string migration)
    {
        var plan = Plans(migration, isOffered: false, shop: "").Single();

        Assert.Null(plan.NotPossible);
        Assert.Single(plan.Expand);
        Assert.NotNull(Plans(migration, isOffered: false).Single().NotPossible);
    }

    private static IReadOnlyList<Plan> Plans(string migration, bool isOffered, string shop = Planned.Shop)
    {
        var schema = Schema.Blank.Apply(Planned.Migration(shop).Operations);
        var open = Planner.Plan(Planned.Migration(First), schema).Select(plan => new OpenPlan("1", plan, IsContracted: false) { IsOffered = isOffered }).ToList();
        return Planner.Plan(Planned.Migration(migration), schema.Apply(Planned.Migration(First).Operations), 15, open);
    }
}
