using System.Runtime.CompilerServices;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>A folder of migrations-examples.</summary>
internal sealed record Example(string Name)
{
    public static IEnumerable<string> Names => Directory.EnumerateDirectories(Root()).Where(folder => Directory.Exists(folder + "/sql")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public string Folder => Path.Combine(Root(), Name);

    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>The migrations of one of its inputs: <c>sql</c> or <c>fluentmigrator</c>.</summary>
    public IReadOnlyList<Migration> AllMigrations(string input)
    {
        var loaded = MigrationFiles.Load([File(input)], new LoadOptions(), () => Stream.Null);
        Assert.Empty(loaded.Problems);
        return [.. loaded.Migrations];
    }

    /// <summary>The migrations but for the first one, which creates the tables.</summary>
    public IReadOnlyList<Migration> Migrations(string input) => [.. AllMigrations(input).Skip(1)];

    /// <summary>The files of these migrations.</summary>
    public string[] Files(string input) => [.. Migrations(input).Select(migration => migration.Source.Path).Distinct()];

    /// <summary>A database as it is before the migration, with rows unless a plain run would not bear them.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync(bool empty = false)
    {
        var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(await SqlAsync("1_*.sql"));
        if (!empty)
            await database.ExecuteAsync(await System.IO.File.ReadAllTextAsync(File("rows.sql")));
        return database;
    }

    /// <summary>Runs the migration the plain way.</summary>
    public async Task MigratePlainlyAsync(TestDatabase database)
    {
        foreach (var file in Directory.EnumerateFiles(File("sql")).Where(file => !Path.GetFileName(file).StartsWith("1_", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            await database.ExecuteAsync(await System.IO.File.ReadAllTextAsync(file));
    }

    private async Task<string> SqlAsync(string pattern) =>
        await System.IO.File.ReadAllTextAsync(Directory.EnumerateFiles(File("sql"), pattern).Single());

    private static string Root([CallerFilePath] string path = "") => Path.Combine(path, "..", "..", "..", "..", "migrations-examples");
}
