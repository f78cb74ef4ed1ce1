using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace SafeMigrate.EntityFrameworkCore;

/// <summary>Puts the judge in front of the provider's own generator, which it leaves as it is.</summary>
internal sealed class SafeMigrateExtension(SafeMigrateOptions options) : IDbContextOptionsExtension
{
    public SafeMigrateOptions Options { get; } = options;

    public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
        Decorate<IMigrationsAssembly>(services, (_, inner) => new JudgedMigrations(inner));
        Decorate<IMigrationsSqlGenerator>(services, (provider, inner) => ActivatorUtilities.CreateInstance<SafeMigrationsSqlGenerator>(provider, inner));
    }

    public void Validate(IDbContextOptions options)
    {
        var provider = options.Extensions.FirstOrDefault(extension => extension.Info.IsDatabaseProvider)?.GetType();
        if (provider is not null && !provider.FullName!.StartsWith("Npgsql.", StringComparison.Ordinal))
            throw new InvalidOperationException($"UseSafeMigrate judges migrations for PostgreSQL by Npgsql, and this context has {provider.Name}. Leave it out, and lint the migrations with 'safemigrate lint --dialect sqlserver'.");
    }

    private static void Decorate<TService>(IServiceCollection services, Func<IServiceProvider, TService, TService> decorate)
        where TService : class
    {
        var own = services.LastOrDefault(service => service.ServiceType == typeof(TService))
            ?? throw new InvalidOperationException("UseSafeMigrate comes after the database provider: options.UseNpgsql(...).UseSafeMigrate().");
        services[services.IndexOf(own)] = new ServiceDescriptor(typeof(TService), provider => decorate(provider, Create<TService>(own, provider)), own.Lifetime);
    }

    private static TService Create<TService>(ServiceDescriptor own, IServiceProvider provider) => (TService)(own.ImplementationInstance
        ?? own.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!));

    private sealed class ExtensionInfo(SafeMigrateExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using SafeMigrate ";

        // The options are read from the context, so that contexts with other options share the services.
        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["SafeMigrate"] = extension.Options.OnUnsafe.ToString();
    }
}
