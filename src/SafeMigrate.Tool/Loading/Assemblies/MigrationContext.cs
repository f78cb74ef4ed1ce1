using System.Reflection;

namespace SafeMigrate.Tool.Loading.Assemblies;

/// <summary>FluentMigrator's MigrationContext, made with a database that does not exist.</summary>
/// <param name="Value">The context.</param>
/// <param name="Database">What answers the migration's questions.</param>
internal sealed record MigrationContext(object Value, StandInDatabase Database)
{
    private const string Name = "FluentMigrator.Infrastructure.MigrationContext";
    private static Assembly? library;

    /// <exception cref="AssemblyException">A version of FluentMigrator that is not known.</exception>
    public static MigrationContext Create(Assembly migrations, Type contract, Dialect dialect)
    {
        if ((Interlocked.CompareExchange(ref library, contract.Assembly, null) ?? contract.Assembly) is var first && first != contract.Assembly)
            throw new AssemblyException($"is built with FluentMigrator {contract.Assembly.GetName().Version}, and another assembly of this run with {first.GetName().Version}; read them in two runs");
        var types = AppDomain.CurrentDomain.GetAssemblies().Concat(References(migrations)).Append(contract.Assembly);
        var context = types.Select(assembly => assembly.GetType(Name)).FirstOrDefault(type => type is not null && SameContext(type, contract))
            ?? throw new AssemblyException("FluentMigrator has no MigrationContext; versions from 3.2 on are read");
        var constructor = context.GetConstructors().Where(each => each.GetParameters().Any(parameter => parameter.ParameterType == typeof(IServiceProvider)))
            .OrderBy(each => each.GetParameters().Length).FirstOrDefault() ?? throw new AssemblyException("this version of FluentMigrator is not supported; versions from 3.2 on are read");
        var processor = contract.Assembly.GetType("FluentMigrator.IMigrationProcessor") ?? constructor.GetParameters()[0].ParameterType;
        var database = (StandInDatabase)DispatchProxy.Create(processor, typeof(StandInDatabase));
        database.Dialect = dialect;
        var services = new NoServices(migrations);
        return new MigrationContext(constructor.Invoke([.. constructor.GetParameters().Select(parameter => Argument(parameter.ParameterType, database, services))]), database);
    }

    private static object? Argument(Type type, StandInDatabase database, NoServices services) =>
        type.IsInstanceOfType(database) ? database : type == typeof(IServiceProvider) ? services : type == typeof(string) ? "" : null;

    private static bool SameContext(Type context, Type contract) => context.GetInterfaces().Any(each => each.Assembly == contract.Assembly);

    private static IEnumerable<Assembly> References(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Where(name => name.Name?.StartsWith("FluentMigrator", StringComparison.Ordinal) == true)
        .Select(name => System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(assembly)!.LoadFromAssemblyName(name));

    // FluentMigrator asks for lists of optional services, and for one that lists embedded scripts.
    private sealed class NoServices(Assembly migrations) : IServiceProvider
    {
        public object? GetService(Type type)
        {
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IEnumerable<>))
                return null;
            var item = type.GetGenericArguments()[0];
            var services = Array.CreateInstance(item, item.Name == "IEmbeddedResourceProvider" ? 1 : 0);
            if (services.Length == 1)
            {
                var resources = (EmbeddedResources)DispatchProxy.Create(item, typeof(EmbeddedResources));
                resources.Migrations = migrations;
                services.SetValue(resources, 0);
            }

            return services;
        }
    }
}

/// <summary>FluentMigrator's IEmbeddedResourceProvider for one assembly.</summary>
internal class EmbeddedResources : DispatchProxy
{
    public Assembly Migrations { get; set; } = typeof(EmbeddedResources).Assembly;

    protected override object Invoke(MethodInfo? method, object?[]? arguments) =>
        Migrations.GetManifestResourceNames().Select(name => (name, Migrations)).ToArray();
}

/// <summary>FluentMigrator's IMigrationProcessor: a database of the right kind that has nothing in it.</summary>
internal class StandInDatabase : DispatchProxy
{
    public Dialect Dialect { get; set; }

    /// <summary>What the migration asked about: <c>TableExists orders</c>.</summary>
    public List<string> Asked { get; } = [];

    protected override object? Invoke(MethodInfo? method, object?[]? arguments)
    {
        switch (method!.Name)
        {
            case "get_DatabaseType":
                return Dialect == Dialect.Postgres ? "PostgreSQL15_0" : "SqlServer2016";
            case "get_DatabaseTypeAliases":
                return Dialect == Dialect.Postgres ? new List<string> { "PostgreSQL", "Postgres" } : new List<string> { "SqlServer" };
            case { } name when name.EndsWith("Exists", StringComparison.Ordinal):
                Asked.Add($"{name} {string.Join(".", (arguments ?? []).OfType<string>().Where(text => text.Length > 0))}");
                return false;
        }

        var result = method.ReturnType;
        return result == typeof(void) || !result.IsValueType ? null : Activator.CreateInstance(result);
    }
}
