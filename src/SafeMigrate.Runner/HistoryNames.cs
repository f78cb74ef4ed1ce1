namespace SafeMigrate.Runner;

/// <summary>
/// Where the usual runners of migrations in C# keep what they have applied, where that is not found by itself. A table is found by its standard
/// name, and else by its columns in any schema.
/// </summary>
public sealed record HistoryNames
{
    /// <summary>FluentMigrator's version table, as SQL, such as <c>ops."Versions"</c> (<c>IVersionTableMetaData</c>); null to find it.</summary>
    public string? FluentMigrator { get; init; }

    /// <summary>Its columns for the version, the time and the description.</summary>
    public IReadOnlyList<string> FluentMigratorColumns { get; init; } = ["Version", "AppliedOn", "Description"];

    /// <summary>EF Core's table, as SQL, such as <c>ops."__EFMigrationsHistory"</c> (<c>MigrationsHistoryTable</c>); null to find it.</summary>
    public string? EntityFramework { get; init; }
}
