using System.Diagnostics;

namespace SafeMigrate.Tests.Analyzers;

/// <summary>Packs the analyzers into a folder and builds a project that has nothing but the package.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Version = "0.0.1-test";
    private readonly string folder = Directory.CreateTempSubdirectory("safemigrate-package-").FullName;

    [Fact]
    public void A_build_shows_the_warnings_with_file_line_and_column()
    {
        var output = AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar);
        var configuration = output[Array.LastIndexOf(output, "bin") + 1];
        Dotnet($"pack {Repository()}/src/SafeMigrate.Analyzers --no-build -c {configuration} -p:PackageVersion={Version} -o {folder}/feed");

        Write("nuget.config", """<configuration><packageSources><clear /><add key="local" value="feed" /></packageSources></configuration>""");
        Write("Directory.Build.props", "<Project />");
        Write("shop/Shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="SafeMigrate.Analyzers" Version="{Version}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """);
        Write("shop/FluentMigrator.cs", FluentMigratorStub.Code);
        Write("shop/M.cs", Analyze.Class("""Rename.Column("total").OnTable("orders").To("amount");"""));
        Write("shop/migrations/1.sql", "SELECT 1;\nALTER TABLE orders RENAME TO purchases;");

        var build = Dotnet($"build {folder}/shop");

        Assert.Contains("M.cs(8,9): warning SM0214: ", build);
        Assert.Contains("1.sql(2,1): warning SM0215: ", build);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "SafeMigrate.sln")))
            directory = directory.Parent!;
        return directory.FullName;
    }

    // A package folder of its own: the test must see what it packed, and nothing that another build left behind.
    private string Dotnet(string arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments + " --nologo -nodeReuse:false") { RedirectStandardOutput = true, WorkingDirectory = folder };
        if (!arguments.StartsWith("pack", StringComparison.Ordinal))
            start.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "packages");
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, text);
        return text;
    }
}
