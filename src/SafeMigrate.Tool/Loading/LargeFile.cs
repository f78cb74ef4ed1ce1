using System.Text;
using SafeMigrate.Postgres;

namespace SafeMigrate.Tool.Loading;

/// <summary>A file of PostgreSQL's SQL above <see cref="FileText.LargestBytes"/>: most of them dumps. It is read in pieces, and only where no statement is judged by another one.</summary>
internal static class LargeFile
{
    /// <summary>True for a file that <see cref="MigrationFiles"/> would refuse for its size.</summary>
    public static bool Is(string path, Dialect dialect) =>
        dialect == Dialect.Postgres && MigrationFiles.IsSql(path) && File.Exists(path) && new FileInfo(path).Length > FileText.LargestBytes;

    /// <summary>Why its statements cannot be read, or null. Reads the whole file once.</summary>
    public static Problem? ProblemOf(string path)
    {
        var number = 1;
        try
        {
            if (IsUtf16(path))
                return new Problem(path, "is UTF-16, which PostgreSQL's tools cannot read; save it as UTF-8");
            foreach (var line in File.ReadLines(path, FileText.StrictUtf8))
            {
                if (line.Contains('\0'))
                    return new Problem(path, $"is a binary file (a zero byte in line {number}); give SQL or C# files");
                if (Markers.Of(line) is { } markers)
                    return new Problem(path, $"has a section of {markers.Tool} in line {number}, which is read in files of up to {FileText.LargestBytes / 1_000_000} MB; move the data out of it");
                number++;
            }

            return null;
        }
        catch (DecoderFallbackException)
        {
            return new Problem(path, $"is not UTF-8 behind line {number} (is it Latin-1 or Windows-1252?); save it as UTF-8");
        }
        catch (UnauthorizedAccessException)
        {
            return new Problem(path, "no permission to read it");
        }
        catch (IOException error)
        {
            return new Problem(path, "cannot be read: " + error.Message.TrimEnd('.'));
        }
    }

    /// <summary>Its statements, each when it is asked for.</summary>
    public static IEnumerable<Statement> Statements(string path)
    {
        using var reader = new StreamReader(path, FileText.StrictUtf8, detectEncodingFromByteOrderMarks: false);
        foreach (var statement in PostgresReader.Read(path, reader))
            yield return statement;
    }

    private static bool IsUtf16(string path)
    {
        using var file = File.OpenRead(path);
        return (file.ReadByte(), file.ReadByte()) is (0xFF, 0xFE) or (0xFE, 0xFF);
    }
}
