using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class TriggersGateTests
{
    private const string Shop = """
        CREATE TABLE orders (id int PRIMARY KEY, status text, "Total Sum" int, other int);
        INSERT INTO orders VALUES (1, 'open', 1, 1);
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new . Status := upper(NEW.status); RETURN NEW; END $$;
        CREATE FUNCTION sums() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN OLD."Total Sum" := 1; RETURN NEW; END $$;
        CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE TRIGGER sums BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION sums();
        """;

    [DatabaseTheory]
    [InlineData("ALTER TABLE orders RENAME COLUMN status TO state", "touch() names status of orders")]
    [InlineData("ALTER TABLE orders DROP COLUMN \"Total Sum\"", "sums() names Total Sum of orders")]
    public async Task Contract_waits_for_trigger_functions_that_name_what_it_takes_away(string sql, string expected)
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, GateWindow = TimeSpan.Zero });
        await runner.ExpandAsync([RoundTrip.Migration(sql)]);

        var refused = await Assert.ThrowsAsync<RunnerException>(() => runner.ContractAsync());

        Assert.Contains(expected, refused.Message);
        Assert.Contains("--override triggers=", refused.Message);
    }

    [DatabaseTheory]
    [InlineData("ALTER TABLE orders ALTER COLUMN status TYPE varchar(9)")]
    [InlineData("ALTER TABLE orders RENAME COLUMN other TO another")]
    [InlineData("DROP TRIGGER touch ON orders; DROP FUNCTION touch(); ALTER TABLE orders DROP COLUMN status")]
    [InlineData("CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.state := upper(NEW.state); RETURN NEW; END $$; ALTER TABLE orders RENAME COLUMN status TO state")]
    public async Task Contract_takes_away_what_no_trigger_function_names(string sql)
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, GateWindow = TimeSpan.Zero });
        await runner.ExpandAsync([RoundTrip.Migration(sql)]);

        await runner.ContractAsync();

        await database.ExecuteAsync("DROP TRIGGER sums ON orders; UPDATE orders SET id = 2");
    }
}
