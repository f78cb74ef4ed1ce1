using SafeMigrate.Runner.Verification;

namespace SafeMigrate.DatabaseTests.Runner;

public class VersionWriterTests
{
    [DatabaseFact]
    public async Task Whoever_waits_for_a_writer_that_fails_waits_no_longer()
    {
        await using var database = await TestDatabase.CreateAsync();
        // The failure is met at another moment each time: before, while and after its connection is closed.
        for (var run = 0; run < 20; run++)
        {
            await using var writer = new VersionWriter(database.ConnectionString, "verify/1", [(new QualifiedName(null, "nowhere"), "SELECT * FROM nowhere", false)], 1);
            writer.Start();
            while (writer.Failure is null)
                await Task.Yield();

            await writer.RoundsAsync(5).WaitAsync(TimeSpan.FromMinutes(1));

            Assert.Contains("nowhere", writer.Failure);
        }
    }
}
