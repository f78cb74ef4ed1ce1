using System.Text.Json;
using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Journal;

/// <summary>What <c>safemigrate throttle</c> stored: settings by name, which go before those of the configuration.</summary>
internal static class ThrottleJournal
{
    public const string Read = "SELECT settings::text FROM safemigrate.throttle";

    public static Task<string?> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.ScalarAsync<string>(Read, cancellation);

    public static Dictionary<string, string> Parse(string? stored) =>
        string.IsNullOrEmpty(stored) ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(stored)!;

    /// <summary>Stores changes on top of those that are there; <paramref name="reset"/> forgets them first.</summary>
    public static async Task StoreAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<string, string> changes, bool reset, string command, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(
            $"""
            INSERT INTO safemigrate.throttle (settings) VALUES ($1::jsonb)
            ON CONFLICT (single) DO UPDATE SET changed_by = session_user, changed_at = clock_timestamp(),
                settings = {(reset ? "EXCLUDED.settings" : "throttle.settings || EXCLUDED.settings")}
            """,
            cancellation,
            JsonSerializer.Serialize(changes));
        var said = string.Join(", ", changes.Select(change => $"{change.Key}={change.Value}"));
        await ChangeJournal.AuditAsync(connection, command, "throttle", reset ? $"reset {said}".TrimEnd() : said, cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
