using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace SafeMigrate.Tool.Configuration;

/// <summary>Finds the connection string. No message ever holds it, or a part of it.</summary>
internal static class Connections
{
    /// <summary>The variable that is asked where the command line and the configuration say nothing.</summary>
    public const string Variable = "SAFEMIGRATE_CONNECTION";

    private const string FromEnvironment = "env:";
    private const string FromAppSettings = "ConnectionStrings:";

    /// <summary>The connection string as the driver takes it.</summary>
    /// <param name="option">What <c>--connection</c> says: a connection string, <c>env:NAME</c> or <c>ConnectionStrings:NAME</c>; null where it is not given.</param>
    /// <param name="settings">The configuration, which includes the variable.</param>
    /// <param name="environment">The environment.</param>
    /// <exception cref="UserErrorException">There is none, or it leads nowhere.</exception>
    public static string Resolve(string? option, Settings settings, Func<string, string?> environment)
    {
        var given = option ?? settings.Connection
            ?? throw new UserErrorException($"no connection: give --connection, set {Variable}, or set \"connection\" in {Settings.FileName}");
        return Checked(Follow(given.Trim(), settings, environment));
    }

    private static string Follow(string given, Settings settings, Func<string, string?> environment)
    {
        if (given.StartsWith(FromEnvironment, StringComparison.OrdinalIgnoreCase))
        {
            var name = given[FromEnvironment.Length..];
            return environment(name) is { Length: > 0 } value
                ? value
                : throw new UserErrorException($"the connection is said to be in the environment variable {name}, which is not set");
        }

        return given.StartsWith(FromAppSettings, StringComparison.OrdinalIgnoreCase) ? OfAppSettings(given, settings.Folder, environment) : given;
    }

    private static string OfAppSettings(string key, string folder, Func<string, string?> environment)
    {
        var stage = environment("DOTNET_ENVIRONMENT") ?? environment("ASPNETCORE_ENVIRONMENT");
        string[] files = stage is null ? ["appsettings.json"] : ["appsettings.json", $"appsettings.{stage}.json"];
        var builder = new ConfigurationBuilder().SetBasePath(Path.GetFullPath(folder));
        foreach (var file in files)
            builder.AddJsonFile(file, optional: true, reloadOnChange: false);
        try
        {
            return environment(key.Replace(":", "__")) ?? builder.Build()[key]
                ?? throw new UserErrorException($"there is no {key} in {string.Join(" or ", files)} of {folder}");
        }
        catch (InvalidDataException error)
        {
            throw new UserErrorException($"appsettings.json of {folder} is not the JSON it should be: {(error.InnerException as JsonException)?.Message.TrimEnd('.')}");
        }
    }

    private static string Checked(string connection)
    {
        if (connection.StartsWith("postgres://", StringComparison.Ordinal) || connection.StartsWith("postgresql://", StringComparison.Ordinal))
            return OfUri(connection);
        try
        {
            return new NpgsqlConnectionStringBuilder(connection) is { Host: { Length: > 0 } }
                ? connection
                : throw new UserErrorException("the connection string names no host; it is written as Host=...;Database=...;Username=...;Password=...");
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The driver's message may quote the text, which may be the password.
            throw new UserErrorException("the connection string cannot be read; it is written as Host=...;Database=...;Username=...;Password=...");
        }
    }

    // What hosters put into DATABASE_URL.
    private static string OfUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new UserErrorException("the connection URI cannot be read; it is written as postgres://user:password@host:5432/database");

        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host, Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) };
        if (uri.Port > 0)
            builder.Port = uri.Port;
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            if (parameter is ["sslmode", var mode] && Enum.TryParse<SslMode>(mode.Replace("-", ""), ignoreCase: true, out var ssl))
                builder.SslMode = ssl;
        }

        return builder.ConnectionString;
    }
}
