using System.IO.Compression;

namespace SafeMigrate.Tests.Packages;

public sealed class ClientPackageTests : IDisposable
{
    private readonly FreshProject fresh = new();

    [Fact]
    public void It_brings_no_database_driver_into_an_application()
    {
        fresh.Pack("SafeMigrate.Client");

        using var package = ZipFile.OpenRead(Directory.GetFiles(fresh.Folder + "/feed").Single());
        using var text = new StreamReader(package.GetEntry("SafeMigrate.Client.nuspec")!.Open());
        var specification = text.ReadToEnd();
        Assert.NotNull(package.GetEntry("lib/netstandard2.0/SafeMigrate.Client.dll"));
        Assert.NotNull(package.GetEntry("README.md"));
        Assert.Contains("Microsoft.Extensions.Hosting.Abstractions", specification);
        Assert.DoesNotContain("Npgsql", specification);
        Assert.DoesNotContain("SafeMigrate.Core", specification);
    }

    public void Dispose() => fresh.Dispose();
}
