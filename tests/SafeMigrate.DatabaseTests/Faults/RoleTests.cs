using SafeMigrate.Planning;
using SafeMigrate.Runner;
using Xunit.Abstractions;

namespace SafeMigrate.DatabaseTests.Faults;

public class RoleTests(ITestOutputHelper output)
{
    [DatabaseFact]
    public async Task Works_with_the_least_rights_and_under_the_limits_that_are_set_for_applications()
    {
        await using var database = await TestDatabase.CreateAsync();
        await FaultBench.PrepareAsync(database);
        await using var owner = await Role.CreateAsync(database, "ALTER TABLE orders OWNER TO {0}");
        await using var role = await Role.CreateAsync(database, $"""
            GRANT {owner.Name} TO {"{0}"};
            CREATE SCHEMA safemigrate AUTHORIZATION {"{0}"};
            GRANT USAGE, CREATE ON SCHEMA public TO {owner.Name};
            ALTER ROLE {"{0}"} SET statement_timeout = '300ms';
            ALTER ROLE {"{0}"} SET lock_timeout = '1ms';
            ALTER ROLE {"{0}"} SET idle_in_transaction_session_timeout = '1ms';
            ALTER ROLE {"{0}"} SET default_transaction_read_only = on;
            ALTER ROLE {"{0}"} SET default_transaction_isolation = 'serializable';
            """);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = role.ConnectionString });

        await new FaultBench(output).RunAsync("least rights", database, 1, command => command(runner));
    }

    [DatabaseFact]
    public async Task A_step_may_take_longer_than_the_role_s_statement_timeout()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var role = await Role.CreateAsync(
            database, $"GRANT CREATE ON DATABASE \"{database.ActualName}\" TO {{0}}; ALTER ROLE {{0}} SET statement_timeout = '300ms'");
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = role.ConnectionString,
            Planner = (_, _, _, _) => [new Plan([Raw.Operation("wait")]) { Expand = [Raw.Step("SELECT pg_sleep(0.4)")] }],
        });

        var summary = await runner.ExpandAsync([Raw.Migration("1", "wait")]);

        Assert.Equal(1, summary.Steps);
    }
}
