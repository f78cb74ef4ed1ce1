using System.Text;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Linting;

/// <summary>Applies the fixes of findings to files, as long as there are some and they help.</summary>
internal static class Fixes
{
    private const int MostRounds = 10;

    /// <summary>Changes the files; the result is what is left, how many findings went, and the files changed.</summary>
    /// <param name="lint">Reads and judges the files as they are.</param>
    public static (LintResult Left, int Fixed, IReadOnlyCollection<string> Files) Apply(Func<LintResult> lint)
    {
        var result = lint();
        var before = result.Findings.Count;
        var changed = new SortedSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < MostRounds && Round(result) is { } undo; round++)
        {
            var next = lint();

            // A fix that brings more than it takes away, or that cannot be read, was none.
            if (next.Findings.Count >= result.Findings.Count || next.Problems.Count > result.Problems.Count)
            {
                foreach (var (path, text) in undo)
                    Write(path, text);
                break;
            }

            changed.UnionWith(undo.Select(file => file.Path));
            result = next;
        }

        return (result, before - result.Findings.Count, changed);
    }

    /// <summary>The text after the edits of as many fixes as do not touch one another.</summary>
    public static string Edited(string text, IEnumerable<Fix> fixes)
    {
        var taken = new List<TextEdit>();
        foreach (var fix in fixes)
        {
            if (!fix.Edits.Any(edit => taken.Any(other => Overlap(edit, other))))
                taken.AddRange(fix.Edits);
        }

        var edited = new StringBuilder(text);
        foreach (var edit in taken.Distinct().OrderByDescending(edit => edit.Location.Span.Start))
            edited.Remove(edit.Location.Span.Start, edit.Location.Span.Length).Insert(edit.Location.Span.Start, edit.NewText);
        return edited.ToString();
    }

    private static List<(string Path, SourceText Text)>? Round(LintResult result)
    {
        var undo = new List<(string, SourceText)>();
        foreach (var file in result.Findings.Where(finding => finding.Fix is not null).GroupBy(finding => finding.Location.Path))
        {
            var source = file.First().Location.Source;
            var text = Edited(source.Text, file.Select(finding => finding.Fix!).Distinct());
            if (text == source.Text || file.Key is "" or MigrationFiles.StandardInput)
                continue;
            undo.Add((file.Key, source));
            Write(file.Key, text, source.ByteOrderMark > 0);
        }

        return undo.Count == 0 ? null : undo;
    }

    private static bool Overlap(TextEdit one, TextEdit other)
    {
        if (one == other)
            return false;
        var (a, b) = (one.Location.Span, other.Location.Span);
        return a.Start < b.End && b.Start < a.End || a.Start == b.Start;
    }

    private static void Write(string path, SourceText source) => Write(path, source.Text, source.ByteOrderMark > 0);

    private static void Write(string path, string text, bool byteOrderMark)
    {
        try
        {
            File.WriteAllText(path, text, new UTF8Encoding(byteOrderMark));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot be fixed: {error.Message.TrimEnd('.')}");
        }
    }
}
