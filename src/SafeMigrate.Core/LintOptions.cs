using SafeMigrate.Rules;

namespace SafeMigrate;

/// <summary>What the linter is told beside the migrations.</summary>
public sealed record LintOptions
{
    /// <summary>The oldest major version of PostgreSQL the migrations must be safe on, 14 or higher, where the configuration of a path says none.</summary>
    public int PostgresVersion { get; init; } = 14;

    /// <summary>The database before the first migration: a snapshot or a live catalog. Where it is known its row counts decide severities.</summary>
    public Schema Schema { get; init; } = Schema.Unknown;

    /// <summary>The rules that judge; those of another dialect are added to <see cref="RuleCatalog.All"/>.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = RuleCatalog.All;

    /// <summary>
    /// The value of a key for a path, as .editorconfig gives it, or null: <c>dotnet_diagnostic.SM0003.severity</c>,
    /// <c>safemigrate_postgres_version</c> and the other keys of <see cref="LintConfiguration.Keys"/>.
    /// </summary>
    public Func<string, string, string?> Configuration { get; init; } = (_, _) => null;

    /// <summary>
    /// Something that is the same for two paths only where <see cref="Configuration"/> gives both the same values, so that they are worked out once;
    /// null where that is not known.
    /// </summary>
    public Func<string, object?> ConfigurationScope { get; init; } = _ => null;

    /// <summary>Several migrations may be judged at once; then <see cref="Configuration"/> and <see cref="ConfigurationScope"/> are asked by several threads.</summary>
    public bool InParallel { get; init; }

    /// <summary>Which migrations to report on; all of them are replayed, so that later ones know what earlier ones did.</summary>
    public Func<Migration, bool> ReportOn { get; init; } = _ => true;
}
