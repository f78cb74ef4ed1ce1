namespace SafeMigrate.Tool.Loading;

/// <summary>Scripts for other database systems that lie beside those for the one that is meant, as applications with several have them.</summary>
internal sealed class OtherDatabases
{
    private static readonly string[] postgres = ["postgres", "postgresql", "pg", "pgsql"];
    private static readonly string[] sqlServer = ["mssql", "sqlserver"];
    private static readonly string[] rest = ["mysql", "mariadb", "sqlite", "sqlite3", "cockroach", "cockroachdb", "oracle", "h2", "clickhouse", "spanner"];
    private readonly string root;
    private readonly HashSet<string> own;
    private readonly HashSet<string> others;
    private readonly HashSet<string> parents;

    /// <param name="root">The folder that is read; how it is called itself says nothing.</param>
    /// <param name="files">All its files.</param>
    /// <param name="dialect">The database that is meant.</param>
    public OtherDatabases(string root, IReadOnlyList<string> files, Dialect dialect)
    {
        this.root = root;
        own = new(dialect == Dialect.Postgres ? postgres : sqlServer, StringComparer.OrdinalIgnoreCase);
        others = new([.. rest, .. dialect == Dialect.Postgres ? sqlServer : postgres], StringComparer.OrdinalIgnoreCase);

        // A folder mysql is another database's where one called postgres lies beside it.
        parents = [.. files.SelectMany(Folders).Where(folder => own.Contains(Path.GetFileName(folder))).Select(folder => Path.GetDirectoryName(folder) ?? "")];
    }

    /// <summary>True for <c>1_users.mysql.up.sql</c>, and for what lies in <c>mysql</c> beside <c>postgres</c>.</summary>
    public bool Own(string file) => Path.GetFileName(file).Split('.').Skip(1).Any(others.Contains)
        || (parents.Count > 0 && Folders(file).Any(folder => others.Contains(Path.GetFileName(folder)) && parents.Contains(Path.GetDirectoryName(folder) ?? "")));

    private IEnumerable<string> Folders(string file)
    {
        for (var folder = Path.GetDirectoryName(file); folder is not null && folder.Length > root.Length; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }
}
