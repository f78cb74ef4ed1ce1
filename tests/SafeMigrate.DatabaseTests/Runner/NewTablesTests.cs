using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Verification;

namespace SafeMigrate.DatabaseTests.Runner;

/// <summary>What one expand creates, no version of the application has seen until it ends: its later migrations may change it at once.</summary>
public class NewTablesTests
{
    private static readonly Migration[] Release =
    [
        RoundTrip.Migration("CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE TABLE people (id int PRIMARY KEY, name text, feels mood); CREATE VIEW names AS SELECT name FROM people;"),
        RoundTrip.Migration("""
            INSERT INTO people VALUES (1, 'Ada', 'happy');
            DO $$ BEGIN UPDATE people SET name = upper(name); END $$;
            DROP VIEW names;
            ALTER TABLE people RENAME COLUMN name TO full_name;
            ALTER TABLE people ALTER feels TYPE text;
            DROP TYPE mood;
            ALTER TABLE people RENAME TO persons;
            CREATE VIEW names AS SELECT full_name FROM persons;
            """) with { Version = "2" },
        RoundTrip.Migration("CREATE TABLE pets AS SELECT id AS owner, 'cat'::text AS kind FROM persons; INSERT INTO pets SELECT id, 'dog' FROM persons; ALTER TABLE persons DROP COLUMN feels CASCADE;") with { Version = "3" },
    ];

    [DatabaseFact]
    public async Task A_whole_history_makes_an_empty_database_what_its_files_say()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var plain = await TestDatabase.CreateAsync();
        foreach (var statement in PlainSql.Of(Release, plain.Server.Version))
            await plain.ExecuteAsync(statement);

        await Runner(database).ExpandAsync(Release);
        Assert.Equal(await Dump.OfAsync(plain), await Dump.OfAsync(database));
        Assert.Equal("ADA", await database.ScalarAsync<string>("SELECT full_name FROM persons"));

        await Runner(database).RollbackAsync();
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname <> 'pets'"));
    }

    [DatabaseFact]
    public async Task An_expand_that_stopped_goes_on_as_it_began_and_one_that_ended_has_offered_its_tables()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE others (id int)");
        var create = RoundTrip.Migration("CREATE TABLE people (id int PRIMARY KEY, name text)");

        // The planner does not look into functions, so this one stops when the first migration is there.
        var stopping = RoundTrip.Migration("ALTER TABLE people ADD CHECK (nobody(name))") with { Version = "2" };
        await Assert.ThrowsAsync<MigrationStoppedException>(() => Runner(database).ExpandAsync([create, stopping]));
        Assert.False(await database.ScalarAsync<bool>("SELECT offered FROM safemigrate.migration WHERE version = '1'"));

        await database.ExecuteAsync("CREATE FUNCTION nobody(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'");
        var again = RoundTrip.Migration("ALTER TABLE people RENAME COLUMN name TO full_name") with { Version = "3" };
        await Runner(database).ExpandAsync([create, stopping, again]);
        Assert.True(await database.ScalarAsync<bool>("SELECT bool_and(offered) FROM safemigrate.migration"));
        Assert.Equal("id,full_name", await ColumnsAsync(database));

        var later = RoundTrip.Migration("ALTER TABLE people RENAME COLUMN full_name TO name") with { Version = "4" };
        await Runner(database).ExpandAsync([create, stopping, again, later]);
        Assert.Equal("id,full_name,name", await ColumnsAsync(database));
    }

    [DatabaseFact]
    public async Task What_was_changed_at_once_goes_back_together_with_its_table()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE others (id int)");
        await Runner(database).ExpandAsync([RoundTrip.Migration("CREATE TABLE t (id int, a int)"), RoundTrip.Migration("ALTER TABLE t RENAME COLUMN a TO b") with { Version = "2" }]);

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => Runner(database).RollbackAsync(["2"]));

        Assert.Contains("goes back only together with it. Nothing was changed. Run 'safemigrate rollback --only 1,2'.", refusal.Message);
        Assert.Equal(2, (await Runner(database).RollbackAsync(["1", "2"])).Changes);
    }

    private static MigrationRunner Runner(TestDatabase database) => new(new RunnerOptions { ConnectionString = database.ConnectionString });

    private static async Task<string> ColumnsAsync(TestDatabase database) => await database.ScalarAsync<string>(
        "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'people'::regclass AND attnum > 0 AND NOT attisdropped");
}
