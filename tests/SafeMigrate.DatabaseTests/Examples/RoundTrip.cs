using SafeMigrate.Postgres;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Catalog;
using SafeMigrate.Runner.Verification;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>A migration's life without traffic: each end must be what the plain run, or the start, looks like.</summary>
internal static class RoundTrip
{
    /// <param name="setup">The database before.</param>
    /// <param name="sql">The migration.</param>
    /// <param name="plain">False where the server refuses the plain migration; then only the ways back are compared.</param>
    public static async Task RunAsync(string setup, string sql, bool plain = true)
    {
        await using var database = await TestDatabase.CreateAsync(setup);
        var before = await StateAsync(database);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        Migration[] migrations = [Migration(sql)];

        await runner.ExpandAsync(migrations);
        await runner.RollbackAsync();
        Assert.Equal(before, await StateAsync(database));

        await runner.ExpandAsync(migrations);
        await runner.ContractAsync();
        var contracted = await StateAsync(database);
        await runner.RevertAsync();
        await runner.ContractAsync();
        Assert.Equal(contracted, await StateAsync(database));
        await runner.PurgeAsync(now: true);
        if (!plain)
        {
            Assert.DoesNotMatch("sm_(old|new|check)_", await StateAsync(database));
            return;
        }

        await using var other = await TestDatabase.CreateAsync(setup);
        foreach (var statement in PlainSql.Of(migrations, other.Server.Version))
            await other.ExecuteAsync(statement);
        Assert.Equal(await StateAsync(other), await StateAsync(database));
    }

    public static Migration Migration(string sql)
    {
        var source = new SourceText("1.sql", sql);
        return new Migration("1", "shape", PostgresReader.Read(source).ToValueList()) { Source = source };
    }

    // What a dump says, and what hangs on columns as the catalog reader sees it, which needs no client programs.
    private static async Task<string> StateAsync(TestDatabase database)
    {
        var schema = await CatalogReader.ReadAsync(database.ConnectionString);
        var dependents = schema.Tables.SelectMany(table => table.Dependents.Select(dependent => $"{table.Name}.{dependent.Column}: {dependent.Kind} {dependent.Name}"));
        return await Dump.OfAsync(database) + "\n" + string.Join('\n', dependents.Order(StringComparer.Ordinal));
    }
}
