namespace SafeMigrate.DatabaseTests;

/// <summary>A temporary folder with some files.</summary>
internal sealed class Folder : IDisposable
{
    public Folder(params (string Name, string Text)[] files)
    {
        Path = Directory.CreateTempSubdirectory("safemigrate-test-").FullName;
        foreach (var (name, text) in files)
            File.WriteAllText(System.IO.Path.Combine(Path, name), text);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
