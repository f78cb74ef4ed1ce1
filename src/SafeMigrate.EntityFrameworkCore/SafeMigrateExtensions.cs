using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace SafeMigrate.EntityFrameworkCore;

/// <summary>Adds SafeMigrate to a context.</summary>
public static class SafeMigrateExtensions
{
    /// <summary>
    /// Judges each migration before it runs, by <c>dotnet ef database update</c>, a bundle, or <c>Database.Migrate()</c>. Comes after <c>UseNpgsql</c>.
    /// </summary>
    /// <param name="builder">The context's options.</param>
    /// <param name="configure">How to judge; without it unsafe migrations are refused.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static DbContextOptionsBuilder UseSafeMigrate(this DbContextOptionsBuilder builder, Action<SafeMigrateOptions>? configure = null)
    {
        var options = new SafeMigrateOptions();
        configure?.Invoke(options);
        ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(new SafeMigrateExtension(options));
        return builder;
    }

    /// <inheritdoc cref="UseSafeMigrate(DbContextOptionsBuilder, Action{SafeMigrateOptions}?)"/>
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UseSafeMigrate<TContext>(this DbContextOptionsBuilder<TContext> builder, Action<SafeMigrateOptions>? configure = null)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)UseSafeMigrate((DbContextOptionsBuilder)builder, configure);
}
