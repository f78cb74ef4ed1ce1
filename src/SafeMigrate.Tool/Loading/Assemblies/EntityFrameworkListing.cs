namespace SafeMigrate.Tool.Loading.Assemblies;

/// <summary>Runs an EF Core migration, which only gathers operations, and writes them down as calls of MigrationBuilder.</summary>
internal static class EntityFrameworkListing
{
    private const string Base = "Microsoft.EntityFrameworkCore.Migrations.Migration";

    /// <summary>The listing; null for a type that is no migration.</summary>
    public static Listing? Of(Type type, Dialect dialect)
    {
        var id = type.GetCustomAttributes(inherit: false).FirstOrDefault(each => each.GetType().FullName == Base + "Attribute")?.Text("Id");
        if (id is null || Late.Ancestor(type, Base) is null)
            return null;
        var problems = new List<string>();
        try
        {
            var migration = Late.Create(type);
            type.GetProperty("ActiveProvider")!.SetValue(migration, dialect == Dialect.Postgres ? "Npgsql.EntityFrameworkCore.PostgreSQL" : "Microsoft.EntityFrameworkCore.SqlServer");
            var up = Calls(migration, "UpOperations", problems);
            var down = Calls(migration, "DownOperations", []);
            return new Listing(CSharpText.Class([$"Migration({CSharpText.Quote(id)})"], type.Name, "MigrationBuilder migrationBuilder", up, down), problems);
        }
        catch (AssemblyException error)
        {
            return new Listing(null, [error.Message]);
        }
    }

    private static List<string> Calls(object migration, string property, List<string> problems)
    {
        try
        {
            return [.. migration.Items(property).Select(OperationWriter.Write)];
        }
        catch (System.Reflection.TargetInvocationException error)
        {
            problems.Add($"the code of {migration.GetType().Name} failed while it was run: {Late.Describe(error)}");
            return [];
        }
    }
}
