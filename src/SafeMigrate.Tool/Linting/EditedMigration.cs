using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tool.Linting;

/// <summary>A migration that others have run already was changed or deleted. Only git knows; so the rule speaks with <c>--since</c> alone.</summary>
internal sealed class EditedMigration : Rule
{
    /// <inheritdoc/>
    public override string Id => "SM0005";

    /// <inheritdoc/>
    public override string Name => "edited-migration";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override Dialect? Dialect => null;

    /// <inheritdoc/>
    public override string Title => "A migration that was released already is changed or deleted";

    /// <inheritdoc/>
    public override string Why =>
        "Databases that ran the migration keep the old result and never see the change; new databases get the new one. Tools that keep checksums refuse to go on.";

    /// <inheritdoc/>
    public override string Instead => "Leave the file as it was and write a new migration";

    /// <inheritdoc/>
    public override string Bad => "-- an edit of 0001_orders.sql, which git has at the revision of --since";

    /// <inheritdoc/>
    public override string Good => "-- a new file 0002_orders.sql";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Judge(Operation operation, RuleContext context) => [];

    /// <summary>The findings about a folder since a revision.</summary>
    public static IEnumerable<Finding> Findings(LoadedFiles loaded, GitChanges changes)
    {
        var rule = new EditedMigration();
        foreach (var migration in loaded.Migrations.Where(migration => changes.IsEdited(migration.Source.Path)))
        {
            // Flyway runs a repeatable migration again whenever it changes.
            if (Layout.Of(migration.Source.Path).Role != FileRole.Repeatable)
                yield return rule.About(new Location(migration.Source, default), $"{Path.GetFileName(migration.Source.Path)} was changed after {changes.Revision}");
        }

        foreach (var path in changes.Deleted.Where(path => path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase)))
            yield return rule.About(new Location(new SourceText(path, ""), default), $"{Path.GetFileName(path)} was deleted after {changes.Revision}");
    }

    private Finding About(Location location, string message) => new(Id, Name, Severity, location, message, Instead);
}
