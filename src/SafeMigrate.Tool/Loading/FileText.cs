using System.Text;

namespace SafeMigrate.Tool.Loading;

/// <summary>Turns a file's bytes into text, or says why they are none.</summary>
internal static class FileText
{
    /// <summary>More than any migration; a file above it is a data dump, and reading it would take longer than anybody waits for a linter.</summary>
    public const int LargestBytes = 32_000_000;

    internal static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; exactly one of the results is null.</summary>
    /// <param name="path">As shown, and opened.</param>
    /// <param name="dialect">SQL Server's tools write UTF-16 and read it; PostgreSQL's cannot.</param>
    public static (SourceText? Text, Problem? Problem) Read(string path, Dialect dialect)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length == 0)
                return IsPipe(path) ? (null, new Problem(path, "is a pipe, not a file; give what it says to the standard input, as -")) : (new SourceText(path, ""), null);
            return length > LargestBytes ? (null, TooLarge(path, $"is {Math.Ceiling(length / 1e6)} MB,")) : Decode(path, File.ReadAllBytes(path), dialect);
        }
        catch (UnauthorizedAccessException)
        {
            return (null, new Problem(path, "no permission to read it"));
        }
        catch (FileNotFoundException)
        {
            return (null, new Problem(path, new FileInfo(path).LinkTarget is { } target ? $"is a symbolic link to {target}, which does not exist" : "does not exist"));
        }
        catch (IOException error)
        {
            if (new FileInfo(path).LinkTarget == Path.GetFileName(path))
                return (null, new Problem(path, "is a symbolic link to itself; remove it"));
            return (null, new Problem(path, "cannot be read: " + error.Message.TrimEnd('.')));
        }
    }

    /// <summary>Reads a stream to its end, as <see cref="Read(string, Dialect)"/> reads a file.</summary>
    /// <param name="stream">The standard input.</param>
    /// <param name="path">The path that the text is to have; "" where the user named none.</param>
    /// <param name="dialect">As for files.</param>
    public static (SourceText? Text, Problem? Problem) Read(Stream stream, string path, Dialect dialect)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[81920];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > LargestBytes)
                return (null, TooLarge(Shown(path), "has"));
        }

        var (text, problem) = Decode(path, bytes.ToArray(), dialect);
        return (text, problem is null ? null : problem with { Path = Shown(path) });
    }

    private static string Shown(string path) => path.Length == 0 ? MigrationFiles.StandardInput : path;

    private static Problem TooLarge(string path, string size) =>
        new(path, $"{size} more than the {LargestBytes / 1_000_000} MB that are read; move the data out of the migration");

    // To open a pipe for reading waits for who writes to it; to open it for both does not.
    private static bool IsPipe(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            return !file.CanSeek;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Decodes bytes; exactly one of the results is null.</summary>
    public static (SourceText? Text, Problem? Problem) Decode(string path, byte[] bytes, Dialect dialect)
    {
        if (Utf16(bytes) is { } utf16)
        {
            return dialect == Dialect.SqlServer
                ? (new SourceText(path, utf16.GetString(bytes, 2, bytes.Length - 2)), null)
                : (null, new Problem(path, "is UTF-16, which PostgreSQL's tools cannot read; save it as UTF-8"));
        }

        var mark = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        if (bytes.AsSpan().IndexOf((byte)0) is var zero and >= 0)
            return (null, new Problem(path, $"is a binary file (a zero byte at offset {zero}); give SQL or C# files"));

        try
        {
            return (new SourceText(path, StrictUtf8.GetString(bytes, mark, bytes.Length - mark)) { ByteOrderMark = mark }, null);
        }
        catch (DecoderFallbackException)
        {
            return (null, NotUtf8(path, bytes));
        }
    }

    private static UnicodeEncoding? Utf16(byte[] bytes) =>
        bytes is [0xFF, 0xFE, ..] ? new UnicodeEncoding(bigEndian: false, byteOrderMark: true)
        : bytes is [0xFE, 0xFF, ..] ? new UnicodeEncoding(bigEndian: true, byteOrderMark: true)
        : null;

    private static Problem NotUtf8(string path, byte[] bytes)
    {
        var valid = ValidPrefix(bytes);
        var line = 1 + bytes.AsSpan(0, valid).Count((byte)'\n');
        return new Problem(path, $"is not UTF-8: byte 0x{bytes[valid]:X2} in line {line} (is it Latin-1 or Windows-1252?); save it as UTF-8");
    }

    private static int ValidPrefix(byte[] bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out var consumed) == System.Buffers.OperationStatus.Done)
            at += consumed;
        return Math.Min(at, bytes.Length - 1);
    }
}
