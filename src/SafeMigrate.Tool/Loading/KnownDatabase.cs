using SafeMigrate.Planning;
using SafeMigrate.Runner.Catalog;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Loading;

/// <summary>The database that migrations are judged or planned for, as a snapshot describes it.</summary>
internal sealed class KnownDatabase(CatalogSnapshot snapshot, IReadOnlyList<OpenPlan>? open = null)
{
    /// <summary>Plans that its journal holds open; none where only a file describes it.</summary>
    public IReadOnlyList<OpenPlan> Open { get; } = open ?? [];

    /// <summary>Its schema, with sizes.</summary>
    public Schema Schema { get; } = CatalogSchema.Of(snapshot);

    /// <summary>Its server's major version.</summary>
    public int Version => snapshot.ServerMajor;

    /// <summary>
    /// The migrations that have not run there, in order. A file that the user named by itself is meant to be judged, whatever has run. In a folder
    /// the tables of migration tools tell; where they do not, the schema does: see <see cref="AppliedBySchema"/>.
    /// </summary>
    public IReadOnlyList<Migration> Pending(History history)
    {
        if (!Directory.Exists(history.Path))
            return history.Migrations;

        var pending = history.Migrations.Where(migration => migration.RunsEveryTime || !HasRun(migration)).ToList();
        if (pending.Count < history.Migrations.Count)
            return pending;
        var applied = AppliedBySchema.Count(history.Migrations, Schema);
        return [.. history.Migrations.Where((migration, index) => index >= applied || migration.RunsEveryTime)];
    }

    private bool HasRun(Migration migration)
    {
        // diesel keeps 20240101000000 of the folder 2024-01-01-000000_create_orders.
        var digits = string.Concat(migration.Version.TakeWhile(character => char.IsAsciiDigit(character) || character == '-').Where(char.IsAsciiDigit));
        return snapshot.Applied.Any(history =>
            history.Versions.Any(version => Selection.Means(version, migration.Version) || (history.Tool == "diesel" && version == digits))
            || (history.UpTo is { } last && digits.Length > 0 && NaturalOrder.Instance.Compare(digits.TrimStart('0'), last.TrimStart('0')) <= 0));
    }
}
