namespace SafeMigrate.Tool.Loading;

/// <summary>How files are read.</summary>
internal sealed record LoadOptions
{
    /// <summary>The dialect of SQL files.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>One of <see cref="Layout.Tools"/>; null where layout and markers decide.</summary>
    public string? Tool { get; init; }

    /// <summary>Built assemblies whose migrations are read by running them; each is a history of its own.</summary>
    public IReadOnlyList<string> Assemblies { get; init; } = [];

    /// <summary>The path that the text of the standard input is said to have; "" for none.</summary>
    public string StandardInputPath { get; init; } = "";
}

/// <summary>The migrations of one PATH, in the order they run.</summary>
/// <param name="Path">The file or folder as the user gave it.</param>
/// <param name="Migrations">In the order they run.</param>
internal sealed record History(string Path, IReadOnlyList<Migration> Migrations);

/// <summary>What was read.</summary>
/// <param name="Histories">One for each PATH, in their order.</param>
/// <param name="Problems">What could not be read, in the order of the paths.</param>
internal sealed record LoadedFiles(IReadOnlyList<History> Histories, IReadOnlyList<Problem> Problems)
{
    /// <summary>All migrations of all histories.</summary>
    public IEnumerable<Migration> Migrations => Histories.SelectMany(history => history.Migrations);
}
