using SafeMigrate.Runner.Servers;

namespace SafeMigrate.DatabaseTests.Servers;

public class ThrowawayServerTests
{
    [DatabaseFact]
    public async Task Creates_a_database_that_can_be_used()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (7)");

        Assert.Equal(7, await database.ScalarAsync<int>("SELECT a FROM t"));
    }

    [DatabaseFact]
    public async Task Removes_the_server_and_its_folder()
    {
        var server = await ThrowawayServer.StartAsync((await TestServer.GetAsync()).Version);
        var folder = server.Folder;
        Assert.True(Directory.Exists(folder));

        await server.DisposeAsync();

        Assert.False(Directory.Exists(folder));
    }

    [DatabaseTheory, InlineData(14), InlineData(16), InlineData(17), InlineData(18)]
    public async Task Provides_every_version(int version)
    {
        await using var database = await TestDatabase.CreateAsync(version: version);

        Assert.Equal(version, await database.ScalarAsync<int>("SELECT current_setting('server_version_num')::int / 10000"));
    }

    [DatabaseFact]
    public async Task Keeps_the_data_over_a_crash_of_the_server()
    {
        await using var server = await ThrowawayServer.StartAsync((await TestServer.GetAsync()).Version);
        await server.CreateDatabaseAsync("kept");

        await server.RestartAsync(crash: true);

        await using var connection = new Npgsql.NpgsqlConnection(server.ConnectionString("kept"));
        await connection.OpenAsync();
    }
}
