namespace SafeMigrate.Tests.Planning;

public class DefinedObjectTests
{
    [Theory]
    [InlineData("CREATE STATISTICS \"My stats\" ON (total IS NULL), (status = 'new') FROM orders", "DROP STATISTICS IF EXISTS \"My stats\"")]
    [InlineData("CREATE STATISTICS public.s (mcv) ON total, status FROM orders", "DROP STATISTICS IF EXISTS public.s")]
    [InlineData("CREATE AGGREGATE total_of(int, int) (SFUNC = f, STYPE = int)", "DROP AGGREGATE IF EXISTS total_of(int, int)")]
    public void Are_created_before_the_deploy_and_dropped_by_a_rollback(string create, string drop)
    {
        var plan = Planned.One(create);

        Assert.Equal(create, plan.Expand.Sql());
        Assert.Equal(drop, plan.Rollback.Sql());
    }

    [Fact]
    public void Wait_for_contract_where_the_migration_renames() => Assert.Equal(
        ["RunSql"], Planned.All("ALTER TABLE orders RENAME COLUMN total TO sum; CREATE STATISTICS s ON sum, status FROM orders")[1].Contract.Kinds());

    [Theory]
    [InlineData("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")]
    [InlineData("SELECT 1")]
    [InlineData("SELECT * FROM orders FOR UPDATE")]
    public void Locks_and_plain_queries_are_nothing_to_do(string sql) => Assert.True(Planned.One(sql).IsEmpty);

    [Fact]
    public void Indexes_are_built_again_while_writes_go_on() => Assert.Equal("REINDEX TABLE CONCURRENTLY orders", Planned.One("REINDEX TABLE orders").Backfill.Sql());
}
