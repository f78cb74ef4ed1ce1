using SafeMigrate.Locks;
using SafeMigrate.Rules;
using SafeMigrate.Tool.Configuration;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Linting;

/// <summary>What to lint, and how.</summary>
/// <param name="Paths">Each a history of its own.</param>
/// <param name="Load">How to read.</param>
internal sealed record LintRequest(IReadOnlyList<string> Paths, LoadOptions Load)
{
    /// <summary>The oldest major version of PostgreSQL, where .editorconfig says none; null for the linter's default.</summary>
    public int? PostgresVersion { get; init; }

    /// <summary>Whether the report also says what the statements of findings lock.</summary>
    public bool WithEffects { get; init; }

    /// <summary>The database that the migrations are for; null where the folder is its whole history.</summary>
    public KnownDatabase? Database { get; init; }

    /// <summary>The address of the rules' pages, or null where the configuration says it.</summary>
    public string? HelpUrl { get; init; }

    /// <summary>What changed since a revision, or null for all.</summary>
    public GitChanges? Since { get; init; }
}

/// <summary>Reads, judges and counts.</summary>
internal static class LintRun
{
    /// <summary>The findings about all paths.</summary>
    public static LintResult Of(LintRequest request, Func<Stream> input) => Of(request, MigrationFiles.Load(request.Paths, request.Load, input));

    /// <summary>The findings about migrations that were read already.</summary>
    public static LintResult Of(LintRequest request, LoadedFiles loaded)
    {
        var configuration = new EditorConfig();
        var options = OptionsOf(request, configuration);
        var histories = request.Database is { } database
            ? [.. loaded.Histories.Select(history => history with { Migrations = database.Pending(history) })]
            : loaded.Histories;
        var findings = histories.SelectMany(history => Linter.Lint(history.Migrations, options)).ToList();
        if (request.Since is { } changes)
            findings = InOrder([.. EditedMigration.Findings(loaded, changes), .. findings], loaded);

        var pending = loaded with { Histories = histories };
        var judged = pending.Migrations.Where(options.ReportOn).ToList();
        return new LintResult(findings, [.. loaded.Problems, .. configuration.Problems])
        {
            Files = [.. judged.Select(migration => migration.Source.Path).Distinct()],
            Statements = StatementsOf(judged),
            AlreadyRun = loaded.Migrations.Count() - pending.Migrations.Count(),
            Rules = options.Rules,
            Help = new HelpLinks(request.HelpUrl, path => configuration.Value(path, "safemigrate_help_url")),
            Effects = request.WithEffects && request.Load.Dialect == Dialect.Postgres ? EffectsOf(pending, options) : null,
        };
    }

    private static int StatementsOf(IEnumerable<Migration> migrations)
    {
        var count = 0;
        foreach (var migration in migrations)
            count += migration.Statements.Count;
        return count;
    }

    // What is said about a file as a whole stands before what is said about its statements; files that are gone come last.
    private static List<Finding> InOrder(IEnumerable<Finding> findings, LoadedFiles loaded)
    {
        var order = loaded.Migrations.Select(migration => migration.Source.Path).Distinct().Select((path, index) => (path, index)).ToDictionary();
        return [.. findings.OrderBy(finding => order.GetValueOrDefault(finding.Location.Path, int.MaxValue))];
    }

    private static Dictionary<(string, int), LockEffect> EffectsOf(LoadedFiles loaded, LintOptions options)
    {
        var effects = new Dictionary<(string, int), LockEffect>();
        foreach (var parsed in loaded.Histories.SelectMany(history => ParsedStatement.Of(history, options.PostgresVersion, options.Schema)))
            effects[(parsed.Statement.Location.Path, parsed.Index)] = parsed.Effect!;
        return effects;
    }

    private static LintOptions OptionsOf(LintRequest request, EditorConfig configuration)
    {
        var options = new LintOptions { Configuration = configuration.Value, ConfigurationScope = configuration.Scope, InParallel = true, Rules = Catalog.For(request.Load.Dialect) };
        if (request.Load.Dialect == Dialect.SqlServer)
            options = options with { Schema = Schema.Unknown with { DefaultSchema = "dbo" } };
        if (request.Database is { } database)
            options = options with { Schema = database.Schema, PostgresVersion = Math.Max(options.PostgresVersion, database.Version) };
        if (request.PostgresVersion is { } version)
            options = options with { PostgresVersion = version };
        return request.Since is { } changes ? options with { ReportOn = migration => changes.Contains(migration.Source.Path) } : options;
    }
}
