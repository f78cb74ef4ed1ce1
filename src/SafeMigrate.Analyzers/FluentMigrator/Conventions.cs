namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>The names that FluentMigrator's default conventions give (<c>FluentMigrator.Runner.Conventions</c>).</summary>
internal static class Conventions
{
    public static string Index(QualifiedName table, IEnumerable<string> columns) => Join("IX", table, columns);

    public static string ForeignKey(QualifiedName child, IEnumerable<string> columns, QualifiedName parent, IEnumerable<string> parentColumns) =>
        Join("FK", child, columns) + "_" + string.Join("_", [parent.Name, .. parentColumns]);

    public static string Unique(QualifiedName table, IEnumerable<string> columns) => Join("UC", table, columns);

    /// <summary>Of a column's PrimaryKey().</summary>
    public static string PrimaryKey(QualifiedName table) => "PK_" + table.Name;

    /// <summary>Of Create.PrimaryKey() without a name, up to version 8; version 9 names it as a column's.</summary>
    public static string PrimaryKey(QualifiedName table, IEnumerable<string> columns) => Join("PK", table, columns);

    private static string Join(string prefix, QualifiedName table, IEnumerable<string> columns) => string.Join("_", [prefix, table.Name, .. columns]);
}
