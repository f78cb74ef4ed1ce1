using Npgsql;

namespace SafeMigrate.Runner.Catalog;

/// <summary>Reads a live database's catalog.</summary>
public static class CatalogReader
{
    internal static Task<Schema> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation) => Task.FromResult(Schema.Unknown);
}
