namespace SafeMigrate.Tool.Loading;

/// <summary>Finds the migrations of files and folders, and reads each with the reader of its kind.</summary>
internal static class MigrationFiles
{
    /// <summary>The PATH that stands for the standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Reads all paths; what cannot be read is a problem and stops nothing.</summary>
    /// <param name="paths">Files, folders, and <see cref="StandardInput"/>.</param>
    /// <param name="options">How to read.</param>
    /// <param name="input">Opens the standard input.</param>
    public static LoadedFiles Load(IReadOnlyList<string> paths, LoadOptions options, Func<Stream> input)
    {
        var (histories, problems) = (new List<History>(), new List<Problem>());
        var read = paths.Select(path => Load(path, options, input)).Concat(options.Assemblies.Select(path => Assemblies.MigrationAssembly.Read(path, options)));
        foreach (var (history, found) in read)
        {
            histories.Add(history);
            problems.AddRange(found);
        }

        return new LoadedFiles(histories, problems);
    }

    private static (History History, IReadOnlyList<Problem> Problems) Load(string path, LoadOptions options, Func<Stream> input)
    {
        if (path == StandardInput)
            return FromInput(input, options);
        if (Directory.Exists(path))
            return FromFolder(path, options);
        if (!File.Exists(path))
            return Failed(path, "does not exist");
        return IsSql(path) || IsCSharp(path)
            ? Read(path, [path.Replace('\\', '/')], [], options)
            : Failed(path, "is of an unknown kind; migrations are .sql or .cs files");
    }

    private static (History History, IReadOnlyList<Problem> Problems) FromInput(Func<Stream> input, LoadOptions options)
    {
        using var stream = input();
        var (text, problem) = FileText.Read(stream, options.StandardInputPath, IsCSharp(options.StandardInputPath) ? Dialect.SqlServer : options.Dialect);
        return text is null ? (new History(StandardInput, []), [problem!]) : FromText(text, options);
    }

    private static (History History, IReadOnlyList<Problem> Problems) FromText(SourceText text, LoadOptions options)
    {
        IReadOnlyList<Migration> migrations = IsCSharp(text.Path)
            ? CSharpMigrations.Read([text], [], options).Migrations
            : [SqlMigration.Read(text, Layout.Of(text.Path), options)];
        return (new History(StandardInput, migrations), []);
    }

    private static (History History, IReadOnlyList<Problem> Problems) FromFolder(string folder, LoadOptions options)
    {
        var (files, problems) = FolderWalk.Of(folder);
        var others = new OtherDatabases(folder, files, options.Dialect);
        var migrations = files.Where(file => (IsSql(file) && !others.Own(file)) || IsCSharp(file)).Order(NaturalOrder.Instance).ToList();
        return migrations.Count == 0 && problems.Count == 0
            ? Failed(folder, "has no migrations; they are .sql or .cs files")
            : Read(folder, migrations, problems, options);
    }

    private static (History History, IReadOnlyList<Problem> Problems) Read(
        string path, List<string> files, IReadOnlyList<Problem> problems, LoadOptions options)
    {
        var read = ReadAll(files, file => ReadFile.Of(file, options));
        var sources = read.Select(one => one.CSharp).OfType<SourceText>().ToList();

        // A project without migrations in C# does not load the compiler.
        var scripts = Wrapper.Of([.. read.Select(one => one.Sql).OfType<FileMigration>()], options);
        if (sources.Any(MentionsMigrations))
            scripts = WithClasses(scripts, sources, options);
        var migrations = MigrationOrder.Of(scripts);
        var all = problems.Concat(read.Select(one => one.Problem).OfType<Problem>()).ToList();
        if (migrations.Count == 0 && all.Count == 0)
            all.Add(new Problem(path, "has no migration class, neither one of FluentMigrator nor one of EF Core"));
        return (new History(path, migrations), [.. all.OrderBy(problem => problem.Path, NaturalOrder.Instance)]);
    }

    // A script that a class executes runs as a part of that class.
    private static List<FileMigration> WithClasses(List<FileMigration> scripts, List<SourceText> sources, LoadOptions options)
    {
        var read = CSharpMigrations.Read(sources, [.. scripts.Select(script => script.Migration.Source)], options);
        return [.. scripts.Where(script => !read.Scripts.Contains(script.Migration.Source.Path)), .. read.Migrations.Select(one => new FileMigration(one, null))];
    }

    private static bool MentionsMigrations(SourceText text) => text.Text.Contains("Migration", StringComparison.Ordinal);

    // A thread pool costs more than it gives for a few files.
    private static T[] ReadAll<T>(List<string> files, Func<string, T> read)
    {
        var results = new T[files.Count];
        if (files.Count < 8)
        {
            for (var i = 0; i < results.Length; i++)
                results[i] = read(files[i]);
        }
        else
        {
            ReadInParallel(files, read, results);
        }

        return results;
    }

    // In a method of its own, so that what it needs is loaded for many files only.
    private static void ReadInParallel<T>(List<string> files, Func<string, T> read, T[] results) =>
        Parallel.For(0, results.Length, i => results[i] = read(files[i]));

    private static (History History, IReadOnlyList<Problem> Problems) Failed(string path, string message) =>
        (new History(path, []), [new Problem(path, message)]);

    internal static bool IsSql(string path) => path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);

    internal static bool IsCSharp(string path) => path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
}
