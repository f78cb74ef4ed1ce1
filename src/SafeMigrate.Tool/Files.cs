using System.Text;

namespace SafeMigrate.Tool;

/// <summary>Writing files, with errors that name them.</summary>
internal static class Files
{
    /// <summary>A new file, in UTF-8 without a byte order mark; the folders above it are made.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public static StreamWriter Create(string path)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            return new StreamWriter(path, append: false, new UTF8Encoding(false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException($"{path}: cannot be written: {error.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Writes a whole file; see <see cref="Create"/>.</summary>
    public static void Write(string path, string text)
    {
        using var output = Create(path);
        output.Write(text);
    }
}
