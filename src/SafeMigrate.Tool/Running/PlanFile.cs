using System.Text.Json;

namespace SafeMigrate.Tool.Running;

/// <summary>A plan that somebody has looked at, as <c>plan --format json</c> wrote it: the migrations and the hash of each.</summary>
internal static class PlanFile
{
    /// <summary>The hash of each migration's plan.</summary>
    /// <exception cref="UserErrorException">The file is missing, or is no plan.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var hashes = json.RootElement.GetProperty("migrations").EnumerateArray()
                .ToDictionary(migration => migration.GetProperty("migration").GetString()!, migration => migration.GetProperty("hash").GetString()!);
            return hashes.Count > 0 ? hashes : throw new UserErrorException($"{path} has no migrations: write it with 'safemigrate plan --connection ... --format json'");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new UserErrorException($"{path} is no plan: write it with 'safemigrate plan --connection ... --format json'");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {exception.Message}");
        }
    }
}
