using SafeMigrate.Postgres;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

public class ExampleTests
{
    private const int Rounds = 20;

    public static TheoryData<string> Names => [.. Example.Names];

    [DatabaseTheory, MemberData(nameof(Names))]
    public async Task Goes_forth_and_back_and_forth_while_both_versions_work(string name)
    {
        var example = new Example(name);
        await using var plain = await example.CreateDatabaseAsync(empty: true);
        await using var database = await example.CreateDatabaseAsync();
        var before = await Dump.OfAsync(database);
        await example.MigratePlainlyAsync(plain);
        var after = await Dump.OfAsync(plain);
        var migrations = example.Migrations("sql");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        await using (var old = await Writer.StartAsync(database, "shop/1.0", example.File("old.sql")))
        {
            await old.RoundsAsync(Rounds);
            await runner.ExpandAsync(migrations);
            await using (var @new = await Writer.StartAsync(database, "shop/2.0", example.File("new.sql")))
                await Task.WhenAll(old.RoundsAsync(Rounds), @new.RoundsAsync(Rounds));
            if (File.Exists(example.File("rollback.sql")))
                await database.ExecuteAsync(await File.ReadAllTextAsync(example.File("rollback.sql")));
            await runner.RollbackAsync();
            Assert.Equal(before, await Dump.OfAsync(database));
            await old.RoundsAsync(Rounds);
        }

        await using (var old = await Writer.StartAsync(database, "shop/1.0", example.File("old.sql")))
        {
            await runner.ExpandAsync(migrations);
            await old.RoundsAsync(Rounds);
        }

        await using (var @new = await Writer.StartAsync(database, "shop/2.0", example.File("new.sql")))
        {
            await @new.RoundsAsync(Rounds);
            await runner.ContractAsync();
            await @new.RoundsAsync(Rounds);
            await runner.PurgeAsync(now: true);
            await @new.RoundsAsync(Rounds);
        }

        Assert.Equal(after, await Dump.OfAsync(database));
    }

    [DatabaseTheory, MemberData(nameof(Names))]
    public async Task The_class_ends_as_its_plain_run(string name)
    {
        var example = new Example(name);
        var migrations = example.Migrations("fluentmigrator");
        await using var plain = await example.CreateDatabaseAsync(empty: true);
        foreach (var sql in migrations.SelectMany(migration => migration.Operations).SelectMany(operation => PostgresWriter.Write(operation)))
            await plain.ExecuteAsync(sql);
        await using var database = await example.CreateDatabaseAsync();
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        await runner.ExpandAsync(migrations);
        await runner.ContractAsync();
        await runner.PurgeAsync(now: true);

        Assert.Equal(await Dump.OfAsync(plain), await Dump.OfAsync(database));
    }
}
