using SafeMigrate.Planning;

namespace SafeMigrate.Tests.Planning;

public class PlanScriptTests
{
    [Fact]
    public void Scripts_of_all_migrations_go_forth_in_order_and_back_newest_first()
    {
        var scripts = PlanScript.Together([("1_a's", ["1-expand.sql", "2-backfill.sql", "rollback-expand.sql"]), ("2_b", ["1-expand.sql", "3-contract.sql", "rollback-expand.sql"])])
            .ToDictionary(script => script.Name, script => script.Sql.Split('\n').Where(line => line.StartsWith(@"\ir")));

        Assert.Equal(["contract.sql", "expand.sql", "rollback-expand.sql"], scripts.Keys.Order());
        Assert.Equal([@"\ir '1_a''s/1-expand.sql'", @"\ir '1_a''s/2-backfill.sql'", @"\ir '2_b/1-expand.sql'"], scripts["expand.sql"]);
        Assert.Equal([@"\ir '2_b/rollback-expand.sql'", @"\ir '1_a''s/rollback-expand.sql'"], scripts["rollback-expand.sql"]);
    }

    [Theory]
    [InlineData("ALTER TABLE orders ADD COLUMN note text", false)]
    [InlineData("ALTER TABLE orders ALTER COLUMN total TYPE bigint", false)]
    [InlineData("-- safemigrate:phase expand\nINSERT INTO orders (status) SELECT 'x'", true)]
    [InlineData("-- safemigrate:phase expand\n-- safemigrate:rollback SELECT 1\nVACUUM FULL orders", true)]
    public void A_statement_that_leaves_no_sign_is_written_down(string sql, bool isWrittenDown)
    {
        var migration = Planned.Migration(sql);
        var text = string.Concat(PlanScript.Write(migration, Planned.All(sql)).Select(script => script.Sql));
        Assert.Equal(isWrittenDown, text.Contains("INSERT INTO safemigrate.script_step"));
    }

    [Theory]
    [InlineData("VACUUM orders", "once more, which does no harm.")]
    [InlineData("CREATE DATABASE archive", "write that down, and run the script again:\n-- INSERT INTO safemigrate.script_step VALUES ('2', 'expand', 0, 0) ON CONFLICT DO NOTHING;")]
    public void A_statement_that_may_run_twice_says_whether_that_does_harm(string statement, string said)
    {
        var sql = $"-- safemigrate:phase expand\n{statement}";
        Assert.Contains(said, PlanScript.Write(Planned.Migration(sql), Planned.All(sql)).First().Sql);
    }
}
