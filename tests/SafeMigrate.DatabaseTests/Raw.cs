using SafeMigrate.Planning;

namespace SafeMigrate.DatabaseTests;

/// <summary>Plans made by hand from SQL, for tests of the runner itself.</summary>
internal static class Raw
{
    public static Step Step(params string[] sql) => new(sql[0], sql.Select(Operation).ToValueList());

    public static Operation Operation(string sql) => new OtherStatement("Raw", sql);

    public static Migration Migration(string version, params string[] sql)
    {
        var source = new SourceText($"{version}.sql", string.Join(";\n", sql));
        return new Migration(version, "raw", sql.Select(text => new Statement(Location.None, "Raw", [Operation(text)])).ToValueList()) { Source = source };
    }
}
