using System.Reflection;

namespace SafeMigrate.Tool.Loading.Assemblies;

/// <summary>Runs a FluentMigrator migration against a database that says that nothing exists, and writes down what it would do.</summary>
internal static class FluentMigratorListing
{
    private const string Attributes = "FluentMigrator.";

    /// <summary>The listing; null for a type that is no migration.</summary>
    public static Listing? Of(Type type, Dialect dialect)
    {
        if (Late.Ancestor(type, "FluentMigrator.IMigration") is not { } contract || AttributesOf(type).ToList() is not { Count: > 0 } attributes)
            return null;
        var problems = new List<string>();
        try
        {
            var migration = Late.Create(type);
            var (up, asked) = Statements(migration, contract, "GetUpExpressions", dialect, problems);
            var (down, _) = Statements(migration, contract, "GetDownExpressions", dialect, []);
            return new Listing(CSharpText.Class(attributes, type.Name, "", up, down), problems) { Asked = asked };
        }
        catch (AssemblyException error)
        {
            return new Listing(null, [error.Message]);
        }
    }

    private static (IReadOnlyList<string> Statements, IReadOnlyList<string> Asked) Statements(object migration, Type contract, string method, Dialect dialect, List<string> problems)
    {
        var context = MigrationContext.Create(migration.GetType().Assembly, contract, dialect);
        try
        {
            contract.GetMethod(method)!.Invoke(migration, [context.Value]);
        }
        catch (TargetInvocationException error)
        {
            // What was said before it failed is kept: half a migration tells more than none.
            problems.Add($"the code of {migration.GetType().Name} failed while it was run without a database: {Late.Describe(error)}");
        }

        var writer = new ExpressionWriter(migration.GetType().Assembly);
        return ([.. context.Value.Items("Expressions").SelectMany(writer.Write)], [.. context.Database.Asked.Distinct()]);
    }

    private static IEnumerable<string> AttributesOf(Type type)
    {
        foreach (var attribute in type.GetCustomAttributes(inherit: false))
        {
            if (Late.Ancestor(attribute.GetType(), Attributes + "MigrationAttribute") is not null)
                yield return $"Migration({attribute.Get("Version")}, TransactionBehavior.{attribute.Get("TransactionBehavior")})";
            else if (Late.Ancestor(attribute.GetType(), Attributes + "ProfileAttribute") is not null)
                yield return $"Profile({CSharpText.Of(attribute.Get("ProfileName"))})";
            else if (Late.Ancestor(attribute.GetType(), Attributes + "MaintenanceAttribute") is not null)
                yield return $"Maintenance(MigrationStage.{attribute.Get("Stage")}, TransactionBehavior.{attribute.Get("TransactionBehavior")})";
            else if (Late.Ancestor(attribute.GetType(), Attributes + "TagsAttribute") is not null)
                yield return $"Tags({string.Join(", ", attribute.Names("TagNames").Select(CSharpText.Quote))})";
        }
    }
}
