using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>Rows that a migration inserts.</summary>
public class SeedTests
{
    private const string Tables = """
        CREATE TABLE "Role" ("Id" int PRIMARY KEY, name text NOT NULL UNIQUE, parent int REFERENCES "Role", at timestamptz DEFAULT now());
        CREATE TABLE people (id int PRIMARY KEY, role int REFERENCES "Role" ON DELETE CASCADE);
        CREATE TABLE notes (line text);
        INSERT INTO "Role" VALUES (1, 'admin');

        """;

    private const string Seeds = """
        INSERT INTO "Role" VALUES (2, 'line
        two $safemigrate$', 1), (3, 'three', 2), (4, 'four', 4);
        INSERT INTO "Role" ("Id", name) VALUES (1, 'admin') ON CONFLICT DO NOTHING;
        INSERT INTO "Role" ("Id", name) SELECT 5, 'five' WHERE NOT EXISTS (SELECT FROM "Role" WHERE name = 'five');
        INSERT INTO people VALUES (1, 3), (2, 1);
        """;

    [DatabaseFact]
    public async Task Are_there_once_after_expand_and_gone_after_rollback()
    {
        await RoundTrip.RunAsync(Tables, Seeds);
        await using var database = await TestDatabase.CreateAsync(Tables);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        await runner.ExpandAsync([RoundTrip.Migration(Seeds)]);
        await runner.ExpandAsync([RoundTrip.Migration(Seeds)]);
        Assert.Equal("5 2", await CountsAsync(database));
        await runner.RollbackAsync();

        Assert.Equal("1 0", await CountsAsync(database));
    }

    [DatabaseFact]
    public async Task Stay_and_are_reported_where_somebody_has_changed_them_or_refers_to_them()
    {
        await using var database = await TestDatabase.CreateAsync(Tables);
        var told = new List<string>();
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, OnEvent = happened => told.Add(happened.Message ?? "") });
        await runner.ExpandAsync([RoundTrip.Migration(Seeds)]);
        await database.ExecuteAsync("""UPDATE "Role" SET name = 'changed' WHERE "Id" = 5; INSERT INTO people VALUES (9, 2);""");

        await runner.RollbackAsync();

        Assert.Equal("""1,2,5 9""", await database.ScalarAsync<string>("""SELECT (SELECT string_agg("Id"::text, ',' ORDER BY "Id") FROM "Role") || ' ' || (SELECT string_agg(id::text, ',') FROM people)"""));
        Assert.Contains(told, message => message.StartsWith("1 of the rows inserted into Role stay", StringComparison.Ordinal) && message.EndsWith(": (5)", StringComparison.Ordinal));
        Assert.Contains(told, message => message.EndsWith(": (2)", StringComparison.Ordinal));

        await runner.ExpandAsync([RoundTrip.Migration(Seeds)]);
        Assert.Equal("5 3", await CountsAsync(database));
        await database.ExecuteAsync("DELETE FROM people WHERE id = 9");
        await runner.RollbackAsync();
        Assert.Equal("2 0", await CountsAsync(database));
    }

    [DatabaseFact]
    public async Task Without_a_key_as_many_equal_rows_go_as_came()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE logs (line text, more json); INSERT INTO logs VALUES ('a', '{}')");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        var seeds = RoundTrip.Migration("INSERT INTO logs VALUES ('a', '{}'), ('a', '{}'), ('b', NULL), ('c', '[]')");
        Task<string> Lines() => database.ScalarAsync<string>("SELECT string_agg(line, '' ORDER BY line) FROM logs");

        await runner.ExpandAsync([seeds]);
        await runner.ExpandAsync([seeds]);
        Assert.Equal("aaabc", await Lines());
        await database.ExecuteAsync("UPDATE logs SET line = 'd' WHERE line = 'c'");
        await runner.RollbackAsync();
        Assert.Equal("ad", await Lines());

        await runner.ExpandAsync([seeds]);
        Assert.Equal("aaabd", await Lines());
        await runner.RollbackAsync();
        Assert.Equal("ad", await Lines());
    }

    private static Task<string> CountsAsync(TestDatabase database) => database.ScalarAsync<string>("""SELECT (SELECT count(*) FROM "Role") || ' ' || (SELECT count(*) FROM people)""");
}
