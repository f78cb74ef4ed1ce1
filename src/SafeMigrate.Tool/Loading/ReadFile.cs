namespace SafeMigrate.Tool.Loading;

/// <summary>A migration with the layout of the file it came from; null for C#, where the class tells all.</summary>
internal sealed record FileMigration(Migration Migration, Layout? Layout);

/// <summary>What one file gave: a migration of SQL, a text of C# that is read together with the others, or a problem.</summary>
internal sealed record ReadFile(FileMigration? Sql, SourceText? CSharp, Problem? Problem)
{
    public static ReadFile Of(string path, LoadOptions options)
    {
        var isCSharp = MigrationFiles.IsCSharp(path);

        // The compiler reads UTF-16 as well, whatever the database.
        var (text, problem) = FileText.Read(path, isCSharp ? Dialect.SqlServer : options.Dialect);
        return problem is not null ? new ReadFile(null, null, problem)
            : isCSharp ? new ReadFile(null, text, null)
            : new ReadFile(SqlOf(path, text!, options), null, null);
    }

    private static FileMigration SqlOf(string path, SourceText text, LoadOptions options)
    {
        var layout = Layout.Of(path);
        var migration = SqlMigration.Read(text, layout, options);
        var wrapped = layout.Tool switch
        {
            "diesel" => !Says(Path.Combine(Path.GetDirectoryName(path) ?? "", "metadata.toml"), "run_in_transaction=false"),
            "flyway" => !Says(path + ".conf", "executeInTransaction=false"),
            _ => true,
        };
        return new FileMigration(wrapped ? migration : migration with { InTransaction = false, IsMixed = false }, layout);
    }

    private static bool Says(string path, string setting) => File.Exists(path) && File.ReadLines(path).Any(line => line.Replace(" ", "") == setting);
}
