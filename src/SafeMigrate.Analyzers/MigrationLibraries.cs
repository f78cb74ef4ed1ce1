using Microsoft.CodeAnalysis;

namespace SafeMigrate.Analyzers;

/// <summary>What a compilation's references tell about its migrations.</summary>
internal static class MigrationLibraries
{
    private static readonly string[] Bases =
        ["FluentMigrator.IMigration", "FluentMigrator.MigrationBase", "FluentMigrator.Migration", "Microsoft.EntityFrameworkCore.Migrations.Migration"];

    /// <summary>False for the many projects without migrations, of which nothing more is read.</summary>
    public static bool IsUsed(Compilation compilation) => Bases.Any(name => compilation.GetTypeByMetadataName(name) is not null);

    /// <summary>SQL Server where the project references its provider and none for PostgreSQL.</summary>
    public static Dialect DialectOf(Compilation compilation)
    {
        var names = compilation.ReferencedAssemblyNames.Select(assembly => assembly.Name).ToList();
        return names.Any(name => name.EndsWith("SqlServer", StringComparison.Ordinal) || name == "Microsoft.Data.SqlClient")
            && !names.Any(name => name.StartsWith("Npgsql", StringComparison.Ordinal) || name.EndsWith("Postgres", StringComparison.Ordinal))
            ? Dialect.SqlServer
            : Dialect.Postgres;
    }
}
