using SafeMigrate.Tests.Packages;

namespace SafeMigrate.DatabaseTests.Client;

public sealed class ClientPackageTests : IDisposable
{
    private readonly FreshProject fresh = new();

    [DatabaseFact]
    public async Task A_fresh_application_installs_it_and_keeps_its_lease_while_it_runs()
    {
        await using var database = await TestDatabase.CreateAsync(HeartbeatTests.Tables + """
            CREATE TABLE beats (LIKE safemigrate.instance);
            CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO beats SELECT new.*; RETURN NULL; END';
            CREATE TRIGGER keep AFTER INSERT ON safemigrate.instance FOR EACH ROW EXECUTE FUNCTION keep();
            """);
        fresh.Pack("SafeMigrate.Client");
        fresh.Write("shop/Shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SafeMigrate.Client" Version="{FreshProject.Version}" />
                <PackageReference Include="Npgsql" Version="10.0.0" />
              </ItemGroup>
            </Project>
            """);
        fresh.Write("shop/Program.cs", """
            using Microsoft.Extensions.Diagnostics.HealthChecks;
            using Npgsql;
            using SafeMigrate.Client;

            var connectionString = args[0];
            var builder = WebApplication.CreateBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSafeMigrateHeartbeat(new HeartbeatOptions(
                service: "shop", build: "1.4.2", lowest: 20250301, highest: 20250412, connect: () => new NpgsqlConnection(connectionString)));
            builder.Services.AddHealthChecks().AddSafeMigrate(tags: ["ready"]);

            await using var application = builder.Build();
            application.MapHealthChecks("/ready");
            await application.StartAsync();
            var report = await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
            using var client = new HttpClient();
            Console.WriteLine($"{await client.GetStringAsync(application.Urls.First() + "/ready")}: {report.Entries["safemigrate"].Description}");
            await application.StopAsync();
            """);

        var output = fresh.Run("dotnet", $"run --project shop \"{database.ConnectionString}\"");

        Assert.Contains("Healthy: shop 1.4.2 works with the database", output);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM safemigrate.instance"));
        Assert.True(await database.ScalarAsync<bool>("SELECT bool_and(build = '1.4.2' AND highest = 20250412) FROM beats"));
    }

    public void Dispose() => fresh.Dispose();
}
