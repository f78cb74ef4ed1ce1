using SafeMigrate.Runner.Catalog;
using SafeMigrate.Runner.Verification;

namespace SafeMigrate.DatabaseTests.Runner;

public class VersionWriterTests
{
    [DatabaseFact]
    public async Task Whoever_waits_for_a_writer_that_fails_waits_no_longer()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id int PRIMARY KEY)");
        var writes = await WritesAsync(database.ConnectionString);
        await database.ExecuteAsync("DROP TABLE t");

        // The failure is met at another moment each time: before, while and after its connection is closed.
        for (var run = 0; run < 20; run++)
        {
            await using var writer = new VersionWriter(database.ConnectionString, "verify/1", writes, 1);
            writer.Start();
            while (writer.Failure is null)
                await Task.Yield();

            await writer.RoundsAsync(5).WaitAsync(TimeSpan.FromMinutes(1));

            Assert.Contains("\"t\" does not exist", writer.Failure);
        }
    }

    private static async Task<IReadOnlyList<TableWriter>> WritesAsync(string database)
    {
        var schema = await CatalogReader.ReadAsync(database);
        var rows = await RehearsedRows.ReadAsync((database, schema), null, [], [], CancellationToken.None);
        rows.Touch([schema.Tables.Single().Name], []);
        return await rows.WritersAsync(database, "the version", CancellationToken.None);
    }
}
