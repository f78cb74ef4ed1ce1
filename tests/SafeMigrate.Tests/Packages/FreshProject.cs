using System.Diagnostics;

namespace SafeMigrate.Tests.Packages;

/// <summary>
/// A folder of somebody who has nothing but our packages: they are packed into a feed beside it, and nuget.org is not asked. What the packages depend on
/// comes from this machine's package folder, where our own build has put it.
/// </summary>
internal sealed class FreshProject : IDisposable
{
    public const string Version = "0.0.1-test";

    private static readonly string Configuration = ConfigurationOf(AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar));

    public FreshProject()
    {
        Write("nuget.config", $"""
            <configuration><packageSources><clear /><add key="local" value="feed" /><add key="machine" value="{MachinePackages}" /></packageSources></configuration>
            """);
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Packages.props", "<Project />");
    }

    private static string MachinePackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public string Folder { get; } = Directory.CreateTempSubdirectory("safemigrate-package-").FullName;

    public void Pack(string project) =>
        Run("dotnet", $"pack {Root()}/src/{project} --no-build -c {Configuration} -p:PackageVersion={Version} -o {Folder}/feed --nologo -nodeReuse:false");

    public void Write(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>What a program writes to its standard output.</summary>
    public string Run(string program, string arguments, int exitCode = 0)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = Folder };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        // A package folder of its own: the test must see what it packed, and nothing that another build left behind.
        if (!arguments.StartsWith("pack", StringComparison.Ordinal))
            start.Environment["NUGET_PACKAGES"] = Path.Combine(Folder, "packages");
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == exitCode, text);
        return text;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    private static string ConfigurationOf(string[] output) => output[Array.LastIndexOf(output, "bin") + 1];
}
