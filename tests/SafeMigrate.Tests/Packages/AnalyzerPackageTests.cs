using System.IO.Compression;
using SafeMigrate.Tests.Analyzers;
using Analyze = SafeMigrate.Tests.Analyzers.Analyze;

namespace SafeMigrate.Tests.Packages;

public sealed class AnalyzerPackageTests : IDisposable
{
    private readonly FreshProject fresh = new();

    [Fact]
    public void A_build_shows_the_warnings_with_file_line_and_column()
    {
        fresh.Pack("SafeMigrate.Analyzers");
        fresh.Write("shop/Shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="SafeMigrate.Analyzers" Version="{FreshProject.Version}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """);
        fresh.Write("shop/FluentMigrator.cs", FluentMigratorStub.Code);
        fresh.Write("shop/M.cs", Analyze.Class("""Rename.Column("total").OnTable("orders").To("amount");"""));
        fresh.Write("shop/N.cs", Analyze.Class(""""Execute.Sql("""ALTER TABLE orders DROP COLUMN total""");"""", "Migration(2)").Replace("class M", "class N"));
        fresh.Write("shop/migrations/1.sql", "SELECT 1;\nALTER TABLE orders RENAME TO purchases;");

        var build = fresh.Run("dotnet", "build shop --nologo -nodeReuse:false");

        Assert.Contains("M.cs(8,9): warning SM0214: ", build);
        Assert.Contains("N.cs(8,43): warning SM0201: ", build);
        Assert.Contains("1.sql(2,1): warning SM0215: ", build);
    }

    [Fact]
    public void It_has_the_code_fixes_and_what_the_analyzers_need_and_no_library()
    {
        fresh.Pack("SafeMigrate.Analyzers");

        using var package = ZipFile.OpenRead(Directory.GetFiles(fresh.Folder + "/feed").Single());
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("README.md", names);
        Assert.Contains("analyzers/dotnet/cs/SafeMigrate.Analyzers.CodeFixes.dll", names);
        Assert.Contains("analyzers/dotnet/cs/SafeMigrate.Core.dll", names);
        Assert.DoesNotContain(names, name => name.StartsWith("lib/", StringComparison.Ordinal));
    }

    public void Dispose() => fresh.Dispose();
}
