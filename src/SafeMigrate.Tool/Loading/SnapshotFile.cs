using SafeMigrate.Runner.Catalog;

namespace SafeMigrate.Tool.Loading;

/// <summary>A snapshot as a file.</summary>
internal static class SnapshotFile
{
    /// <exception cref="UserErrorException">It does not exist, cannot be read, or is no snapshot.</exception>
    public static CatalogSnapshot Read(string path)
    {
        try
        {
            return SnapshotReader.Read(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"{path}: the snapshot does not exist; take one with safemigrate snapshot --out {path}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: the snapshot cannot be read: {error.Message.TrimEnd('.')}");
        }
        catch (InvalidDataException error)
        {
            throw new UserErrorException($"{path}: {error.Message}");
        }
    }
}
