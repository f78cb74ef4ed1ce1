using System.IO.Compression;

namespace SafeMigrate.Tests.Packages;

public sealed class EntityFrameworkPackageTests : IDisposable
{
    private readonly FreshProject fresh = new();

    [Fact]
    public void A_fresh_project_installs_it_and_runs()
    {
        fresh.Pack("SafeMigrate.EntityFrameworkCore");
        fresh.Write("shop/Shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SafeMigrate.EntityFrameworkCore" Version="{FreshProject.Version}" />
                <PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="10.0.0" />
              </ItemGroup>
            </Project>
            """);
        fresh.Write("shop/Program.cs", """
            using Microsoft.EntityFrameworkCore;
            using SafeMigrate.EntityFrameworkCore;

            var options = new DbContextOptionsBuilder().UseNpgsql("Host=none").UseSafeMigrate(safe => safe.OnUnsafe = UnsafeOperations.UseSafeForm).Options;
            using var context = new DbContext(options);
            Console.WriteLine(new SafeMigrateOptions().Suppress("SM0501", "a test").Suppressed.Count + " " + context.Database.ProviderName);
            """);

        Assert.Contains("1 Npgsql.EntityFrameworkCore.PostgreSQL", fresh.Run("dotnet", "run --project shop"));
    }

    [Fact]
    public void It_brings_the_rules_along_and_no_database_driver()
    {
        fresh.Pack("SafeMigrate.EntityFrameworkCore");

        using var package = ZipFile.OpenRead(Directory.GetFiles(fresh.Folder + "/feed").Single());
        using var text = new StreamReader(package.GetEntry("SafeMigrate.EntityFrameworkCore.nuspec")!.Open());
        var specification = text.ReadToEnd();
        Assert.NotNull(package.GetEntry("lib/net8.0/SafeMigrate.EntityFrameworkCore.dll"));
        Assert.NotNull(package.GetEntry("lib/net8.0/SafeMigrate.Core.dll"));
        Assert.NotNull(package.GetEntry("README.md"));
        Assert.Contains("Microsoft.EntityFrameworkCore.Relational", specification);
        Assert.DoesNotContain("id=\"Npgsql", specification);
        Assert.DoesNotContain("id=\"SafeMigrate.Core", specification);
    }

    public void Dispose() => fresh.Dispose();
}
