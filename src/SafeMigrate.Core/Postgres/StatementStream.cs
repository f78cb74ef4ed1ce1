using System.Text;

namespace SafeMigrate.Postgres;

/// <summary>
/// Reads a long text window by window. A window ends with a line, and only what is complete in it is taken: the first statement that more
/// text could change begins the next window.
/// </summary>
internal sealed class StatementStream(string path, TextReader reader)
{
    private const int WindowLength = 1 << 18;

    private const char ByteOrderMark = '\uFEFF';

    private readonly StringBuilder text = new();
    private readonly char[] block = new char[WindowLength];
    private TextStart start = new(1, 1, 0);
    private bool isLast;

    /// <summary>The statements in order.</summary>
    public IEnumerable<Statement> Read()
    {
        // A statement that does not fit is read again in a window of twice the length, so the work stays linear.
        for (var length = WindowLength; !isLast || text.Length > 0;)
        {
            var window = Window(length);
            var read = isLast ? new CompleteStatements(PostgresReader.ReadFile(window), window.Text.Length, false) : CompleteStatements.Of(window);
            length = read.End == 0 ? length * 2 : WindowLength;
            Take(window, read.End);
            if (read.RowsFollow)
                SkipRows();
            foreach (var statement in read.File.Statements)
                yield return statement;
        }
    }

    // Up to the end of a line, for that also ends comments and commands of psql.
    private SourceText Window(int length)
    {
        Fill(length);
        while (!isLast && LastLineBreak() < 0)
            Fill(text.Length * 2);
        return new SourceText(path, text.ToString(0, isLast ? text.Length : LastLineBreak() + 1)) { Start = start };
    }

    private void Fill(int length)
    {
        while (text.Length < length && !isLast)
        {
            var count = reader.Read(block, 0, block.Length);
            var mark = start.Bytes == 0 && text.Length == 0 && count > 0 && block[0] == ByteOrderMark ? 1 : 0;
            text.Append(block, mark, count - mark);
            if (mark > 0)
                start = start with { Bytes = 3 };
            isLast = count == 0;
        }
    }

    private int LastLineBreak()
    {
        var at = text.Length - 1;
        while (at >= 0 && text[at] != '\n')
            at--;
        return at;
    }

    private void Take(SourceText window, int end)
    {
        start = window.StartAt(end);
        text.Remove(0, end);
    }

    private void SkipRows()
    {
        for (var ended = false; !ended && !(isLast && text.Length == 0);)
        {
            var window = Window(WindowLength);
            var mark = window.Text.StartsWith("\\.", StringComparison.Ordinal) ? 0 : window.Text.IndexOf("\n\\.", StringComparison.Ordinal);
            ended = mark >= 0;
            Take(window, ended ? LineEnd(window.Text, mark + 1) : window.Text.Length);
        }
    }

    private static int LineEnd(string text, int from) => text.IndexOf('\n', from) is var end and >= 0 ? end : text.Length;
}
