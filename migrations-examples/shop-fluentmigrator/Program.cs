using FluentMigrator.Runner;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

var connection = Environment.GetEnvironmentVariable("SHOP_CONNECTION") ?? "Host=localhost;Database=shop";

using var services = new ServiceCollection()
    .AddLogging(logging => logging.AddConsole())
    .AddFluentMigratorCore()
    .ConfigureRunner(runner => runner
        .AddPostgres()
        .WithGlobalConnectionString(connection)
        .WithVersionTable(new Shop.Migrations.SchemaVersions())
        .ScanIn(typeof(Program).Assembly).For.Migrations().For.EmbeddedResources())
    .BuildServiceProvider();

services.GetRequiredService<IMigrationRunner>().MigrateUp();
