using System.Runtime.CompilerServices;

namespace SafeMigrate.Tests;

/// <summary>The repository's folder. Tests run in it, so that paths in recorded texts are those that a user types.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    [ModuleInitializer]
    internal static void Enter() => Directory.SetCurrentDirectory(Root);

    private static string FindRoot([CallerFilePath] string file = "")
    {
        var folder = new FileInfo(file).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SafeMigrate.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run from their repository.");
    }
}
