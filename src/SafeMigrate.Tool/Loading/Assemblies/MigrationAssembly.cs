using System.Reflection;
using SafeMigrate.Operations;

namespace SafeMigrate.Tool.Loading.Assemblies;

/// <summary>
/// Reads the migrations of a built assembly by running them without a database, for what the source alone does not tell. Which version of
/// FluentMigrator (3.2 or later) or EF Core (8 or later) they are built with does not matter: nothing here is compiled against either.
/// </summary>
internal static class MigrationAssembly
{
    /// <summary>
    /// The migrations in the order of their versions. Each is written down as the C# it amounts to and read from that, so that places in reports are
    /// places in this listing, which has the path <c>Shop.dll/Shop.Migrations.AddOrders.cs</c>.
    /// </summary>
    /// <param name="path">The assembly.</param>
    /// <param name="options">How to read.</param>
    public static (History History, IReadOnlyList<Problem> Problems) Read(string path, LoadOptions options)
    {
        try
        {
            return Read(AssemblyFolder.Load(path), path, options);
        }
        catch (AssemblyException error)
        {
            return (new History(path, []), [new Problem(path, error.Message)]);
        }
    }

    // Only one of the ways through code that asks the database was seen.
    private static Migration WithDoubt(Migration migration, string name, IReadOnlyList<string> asked)
    {
        if (asked.Count == 0)
            return migration;
        var at = migration.Source.Text.IndexOf("class " + name, StringComparison.Ordinal) + "class ".Length;
        var place = new Location(migration.Source, new TextSpan(at, name.Length));
        var doubt = new Opaque($"The code asks the database ({string.Join(", ", asked)}) and was told no; what it does otherwise was not seen", "") { Location = place };
        return migration with { Statements = [new Statement(place, "Migration", [doubt]), .. migration.Statements] };
    }

    private static (History History, IReadOnlyList<Problem> Problems) Read(Assembly assembly, string path, LoadOptions options)
    {
        var problems = new List<Problem>();
        var migrations = new List<Migration>();
        foreach (var type in AssemblyFolder.TypesOf(assembly).Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            var listing = FluentMigratorListing.Of(type, options.Dialect) ?? EntityFrameworkListing.Of(type, options.Dialect);
            if (listing is null)
                continue;
            var file = $"{path.Replace('\\', '/')}/{type.FullName}.cs";
            problems.AddRange(listing.Problems.Select(problem => new Problem(file, problem)));
            if (listing.Code is { } code)
                migrations.AddRange(CSharpMigrations.Read(new SourceText(file, code), options).Select(migration => WithDoubt(migration, type.Name, listing.Asked)));
        }

        if (migrations.Count == 0 && problems.Count == 0)
            problems.Add(new Problem(path, "has no migration class, neither one of FluentMigrator nor one of EF Core"));
        return (new History(path, MigrationOrder.Of([.. migrations.Select(migration => new FileMigration(migration, null))])), problems);
    }
}

/// <summary>A migration that ran, written down as C#.</summary>
/// <param name="Code">The class; null where it could not be made.</param>
/// <param name="Problems">What its code threw, without full stops.</param>
internal sealed record Listing(string? Code, IReadOnlyList<string> Problems)
{
    /// <summary>What the way forward asked the database: <c>TableExists orders</c>.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];
}

/// <summary>An assembly that cannot be read. The message is for the user, without a full stop.</summary>
internal sealed class AssemblyException(string message) : Exception(message);
