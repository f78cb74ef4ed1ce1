namespace SafeMigrate;

/// <summary>
/// A text that was read, with its path and its lines. SQL inside a C# string is a text of its own whose places are those of the
/// C# file that holds it.
/// </summary>
public sealed class SourceText
{
    private readonly SourceText? outer;
    private readonly IReadOnlyList<int>? outerPositions;
    private int[]? lineStarts;
    private int[]? lineBytes;

    /// <param name="path">As the user gave it, or "" for a text without a file. Only shown, never opened.</param>
    /// <param name="text">The whole text.</param>
    public SourceText(string path, string text)
    {
        Path = path.Replace('\\', '/');
        Text = text;
    }

    private SourceText(SourceText outer, string text, IReadOnlyList<int> outerPositions)
        : this(outer.Path, text)
    {
        this.outer = outer;
        this.outerPositions = outerPositions;
    }

    /// <summary>The path with '/' as the separator, or "" for a text without a file.</summary>
    public string Path { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>How many bytes of the file come before <see cref="Text"/>: 3 where a UTF-8 byte order mark was taken off.</summary>
    public int ByteOrderMark { get; init; }

    /// <summary>Where the text begins in its file, byte order mark included; for a text that is a later part of a file.</summary>
    public TextStart Start { get; init; } = new(1, 1, 0);

    /// <summary>
    /// A text that stands inside this one, such as SQL in a C# string literal. <paramref name="positions"/> has, for each character
    /// of <paramref name="text"/> and for its end, the position of that character in this text.
    /// </summary>
    public SourceText Embed(string text, IReadOnlyList<int> positions) => new(this, text, positions);

    /// <summary>The place of <paramref name="span"/> in the file.</summary>
    public Location At(TextSpan span) => outer is null
        ? new Location(this, span)
        : outer.At(TextSpan.Between(outerPositions![span.Start], outerPositions[span.End]));

    /// <summary>The text of <paramref name="span"/>.</summary>
    public string Slice(TextSpan span) => Text.Substring(span.Start, span.Length);

    /// <summary>Line and column of a position, both from 1; a column counts characters (UTF-16 units).</summary>
    public (int Line, int Column) LineAndColumn(int position)
    {
        var line = LineAt(position);
        return (line + Start.Line, position - lineStarts![line] + (line == 0 ? Start.Column : 1));
    }

    /// <summary>Where the text behind a position begins.</summary>
    public TextStart StartAt(int position)
    {
        var (line, column) = LineAndColumn(position);
        return new TextStart(line, column, ByteOffset(position));
    }

    /// <summary>The text of a line, counted from 1 in the file, without its line break.</summary>
    public string Line(int number)
    {
        LineAt(0);
        var line = number - Start.Line;
        var start = lineStarts![line];
        var end = line + 1 < lineStarts.Length ? lineStarts[line + 1] : Text.Length;
        return Text.Substring(start, end - start).TrimEnd('\r', '\n');
    }

    /// <summary>The number of UTF-8 bytes of the file before a position.</summary>
    public int ByteOffset(int position)
    {
        var line = LineAt(position);
        lineBytes ??= CountBytes();
        return Start.Bytes + ByteOrderMark + lineBytes[line] + Utf8Length(lineStarts![line], position);
    }

    private int LineAt(int position)
    {
        lineStarts ??= FindLines();
        var found = Array.BinarySearch(lineStarts, position);
        return found >= 0 ? found : ~found - 1;
    }

    // Counted first: lists that grow leave large arrays behind, which only a full collection takes away.
    private int[] FindLines()
    {
        var lines = 1;
        for (var at = Text.IndexOf('\n'); at >= 0; at = Text.IndexOf('\n', at + 1))
            lines++;
        var starts = new int[lines];
        var line = 0;
        for (var at = Text.IndexOf('\n'); at >= 0; at = Text.IndexOf('\n', at + 1))
            starts[++line] = at + 1;
        return starts;
    }

    private int[] CountBytes()
    {
        var bytes = new int[lineStarts!.Length];
        for (var line = 1; line < bytes.Length; line++)
            bytes[line] = bytes[line - 1] + Utf8Length(lineStarts[line - 1], lineStarts[line]);
        return bytes;
    }

    private int Utf8Length(int start, int end)
    {
        var count = 0;
        for (var i = start; i < end; i++)
            count += Text[i] < 0x80 ? 1 : Text[i] < 0x800 || char.IsSurrogate(Text[i]) ? 2 : 3;
        return count;
    }
}

/// <summary>Where a text begins in its file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters (UTF-16 units).</param>
/// <param name="Bytes">How many bytes of the file come before it.</param>
public readonly record struct TextStart(int Line, int Column, int Bytes);

/// <summary>A part of a text, in characters (UTF-16 units) from 0.</summary>
/// <param name="Start">The first character.</param>
/// <param name="Length">How many characters; 0 is a place between two.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>The position behind the last character.</summary>
    public int End => Start + Length;

    /// <summary>The span from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public static TextSpan Between(int start, int end) => new(start, end - start);

    /// <summary>The shortest span that covers both.</summary>
    public TextSpan Cover(TextSpan other) => Between(Math.Min(Start, other.Start), Math.Max(End, other.End));
}

/// <summary>A place in a file.</summary>
/// <param name="Source">The file, never a text embedded in one.</param>
/// <param name="Span">Characters of <paramref name="Source"/>.</param>
public sealed record Location(SourceText Source, TextSpan Span)
{
    /// <summary>A place in no file: of operations that a plan made up.</summary>
    public static Location None { get; } = new(new SourceText("", ""), default);

    /// <summary>The path as the user gave it, '/' separated.</summary>
    public string Path => Source.Path;

    /// <summary>Line of the first character, from 1.</summary>
    public int Line => Source.LineAndColumn(Span.Start).Line;

    /// <summary>Column of the first character, from 1, in characters.</summary>
    public int Column => Source.LineAndColumn(Span.Start).Column;

    /// <summary>Line of the end, from 1.</summary>
    public int EndLine => Source.LineAndColumn(Span.End).Line;

    /// <summary>Column behind the last character, from 1.</summary>
    public int EndColumn => Source.LineAndColumn(Span.End).Column;

    /// <summary>The first byte, from 0, in the file.</summary>
    public int ByteOffset => Source.ByteOffset(Span.Start);

    /// <summary>The length in bytes of UTF-8.</summary>
    public int ByteLength => Source.ByteOffset(Span.End) - ByteOffset;

    /// <summary><c>path:line:column</c>, the form that editors and terminals make clickable.</summary>
    public override string ToString() => $"{Path}:{Line}:{Column}";
}
