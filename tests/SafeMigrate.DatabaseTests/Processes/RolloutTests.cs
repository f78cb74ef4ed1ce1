using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Tool;

namespace SafeMigrate.DatabaseTests.Processes;

/// <summary>The questions that a pipeline asks around a deploy.</summary>
public class RolloutTests
{
    [DatabaseFact]
    public async Task Each_question_is_answered_with_an_exit_code()
    {
        var example = new Example("rename-column");
        await using var database = await example.CreateDatabaseAsync();
        var files = example.Files("sql");

        Assert.Equal((1, "2 is not expanded"), await RunAsync(database, ["can-deploy", .. files]));
        Assert.Equal(0, (await RunAsync(database, ["expand", .. files])).Code);
        Assert.Equal(0, (await RunAsync(database, ["can-deploy", .. files])).Code);
        Assert.Equal(0, (await RunAsync(database, "can-rollback")).Code);
        await using (await database.OpenAsync("psql"))
        {
            Assert.Equal(1, (await RunAsync(database, "gate")).Code);
            Assert.Equal(1, (await RunAsync(database, "wait", "--timeout", "0s")).Code);
        }

        Assert.Equal(0, (await RunAsync(database, "wait", "--timeout", "1m")).Code);
        Assert.Equal(0, (await RunAsync(database, "contract")).Code);
        Assert.Equal((1, "2: RenameColumn orders.status is contracted; 'safemigrate revert' brings the old shape back"), await RunAsync(database, "can-rollback"));
        Assert.Equal((0, ""), await RunAsync(database, "doctor"));
        await database.ExecuteAsync("ALTER TABLE orders ADD CONSTRAINT late CHECK (quantity > 0) NOT VALID");
        var (code, text) = await RunAsync(database, "doctor", "--format", "json");
        Assert.Equal(1, code);
        Assert.Contains("VALIDATE CONSTRAINT late", text);
    }

    private static async Task<(int Code, string Out)> RunAsync(TestDatabase database, params string[] arguments)
    {
        var output = new StringWriter();
        var code = await CommandLine.RunAsync([.. arguments, "--connection", database.ConnectionString], new Terminal(() => Stream.Null, output, TextWriter.Null));
        return (code, output.ToString().Trim());
    }
}
