using Npgsql;

namespace SafeMigrate.DatabaseTests;

/// <summary>A role without special rights, for one test.</summary>
internal sealed class Role : IAsyncDisposable
{
    private static int count;

    private readonly TestDatabase database;

    private Role(TestDatabase database, string name)
    {
        (this.database, Name) = (database, name);
        ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = name, Password = name, Pooling = false }.ConnectionString;
    }

    public string Name { get; }

    public string ConnectionString { get; }

    /// <summary>Creates it and grants it rights; <c>{0}</c> in <paramref name="grants"/> is its name.</summary>
    public static async Task<Role> CreateAsync(TestDatabase database, string grants)
    {
        var name = $"role_{Environment.ProcessId}_{Interlocked.Increment(ref count)}";
        await database.ExecuteAsync($"CREATE ROLE {name} LOGIN PASSWORD '{name}'");
        if (grants != "")
            await database.ExecuteAsync(string.Format(null, grants, name));
        return new Role(database, name);
    }

    public async ValueTask DisposeAsync() => await database.ExecuteAsync($"DROP OWNED BY {Name} CASCADE; DROP ROLE {Name}");
}
