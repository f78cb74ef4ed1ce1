namespace SafeMigrate.Tests.Packages;

public sealed class ToolPackageTests : IDisposable
{
    private readonly FreshProject fresh = new();

    [Fact]
    public void The_installed_tool_lints()
    {
        fresh.Pack("SafeMigrate.Tool");
        fresh.Write("migrations/1.sql", "SELECT 1;\nALTER TABLE orders RENAME TO purchases;");

        fresh.Run("dotnet", $"tool install SafeMigrate.Tool --tool-path tools --version {FreshProject.Version}");
        var report = fresh.Run(fresh.Folder + "/tools/safemigrate", "lint --no-color", exitCode: 1);

        Assert.Contains("SM0215", report);
        Assert.Contains("migrations/1.sql:2:1", report);
    }

    public void Dispose() => fresh.Dispose();
}
