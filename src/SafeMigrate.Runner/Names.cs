namespace SafeMigrate.Runner;

/// <summary>Names as SQL.</summary>
internal static class Names
{
    public static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"") + "\"";

    public static string Quoted(QualifiedName name) => name.Schema is null ? Quoted(name.Name) : Quoted(name.Schema) + "." + Quoted(name.Name);
}
