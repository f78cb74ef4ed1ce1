using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Planning;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class RejectedRowTests
{
    private const string Table = """
        CREATE TABLE t (id int PRIMARY KEY, a text, b int);
        INSERT INTO t SELECT n, CASE WHEN n IN (700, 30000) THEN 'x' || n ELSE n::text END FROM generate_series(1, 40000) n
        """;

    private const string Left = "SELECT count(*) FROM t WHERE b IS NULL";

    [DatabaseFact]
    public async Task Command_stops_and_names_the_row_by_its_key()
    {
        await using var database = await TestDatabase.CreateAsync(Table);

        var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() => Runner(database).ExpandAsync([Raw.Migration("1", "fill b")]));

        Assert.Equal("22P02", stopped.SqlState);
        Assert.Matches("row id = '(700|30000)': invalid input syntax for type integer: \"x(700|30000)\"", stopped.Message);
    }

    [DatabaseFact]
    public async Task Command_goes_on_when_the_row_is_corrected()
    {
        await using var database = await TestDatabase.CreateAsync(Table);
        await Assert.ThrowsAsync<MigrationStoppedException>(() => Runner(database).ExpandAsync([Raw.Migration("1", "fill b")]));

        await database.ExecuteAsync("UPDATE t SET a = '0' WHERE a LIKE 'x%'");
        await Runner(database).ExpandAsync([Raw.Migration("1", "fill b")]);

        Assert.Equal(0, await database.ScalarAsync<long>(Left));
    }

    [DatabaseTheory]
    [InlineData("b IS NULL AND a IS NOT NULL")]
    [InlineData("b IS NULL AND a IS NOT NULL AND (a::int) IS NOT NULL")]
    public async Task Row_is_kept_and_reported_where_that_is_wanted(string remaining)
    {
        await using var database = await TestDatabase.CreateAsync(Table);
        var recorder = new Recorder();
        var runner = Runner(database, remaining, recorder, new BackfillSettings { OnRejectedRow = RejectedRowPolicy.Keep });

        await runner.ExpandAsync([Raw.Migration("1", "fill b")]);

        Assert.Equal(2, await database.ScalarAsync<long>(Left));
        Assert.Equal("id = '700', id = '30000'", await database.ScalarAsync<string>(
            "SELECT string_agg(row_key, ', ' ORDER BY length(row_key)) FROM safemigrate.rejected_row"));
        Assert.Equal(2, Assert.Single((await runner.StatusAsync()).Changes).RejectedRows);
        Assert.Equal(2, recorder.Events.Count(item => item.State == "rejected"));
    }

    [DatabaseFact]
    public async Task Row_without_a_key_is_named_by_its_address()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a text, b int); INSERT INTO t VALUES ('1'), ('x')");

        var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() => Runner(database).ExpandAsync([Raw.Migration("1", "fill b")]));

        Assert.Contains("row ctid = '(0,2)': invalid input", stopped.Message);
    }

    private static MigrationRunner Runner(
        TestDatabase database, string remaining = "b IS NULL AND a IS NOT NULL", Recorder? recorder = null, BackfillSettings? settings = null) =>
        new(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Backfill = settings ?? new BackfillSettings(),
            OnEvent = recorder is null ? null : recorder.Add,
            Planner = (_, _, _, _) => [new Plan([Raw.Operation("fill b")])
            {
                Backfill = [new Step("fill", [new BackfillColumn("t", "b", new Expression("a::int"), new Expression(remaining))])],
            }],
        });
}
