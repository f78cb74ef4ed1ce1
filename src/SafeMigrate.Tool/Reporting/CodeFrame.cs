namespace SafeMigrate.Tool.Reporting;

/// <summary>The lines of the source that a finding is about, with the place underlined.</summary>
internal static class CodeFrame
{
    private const int MostLines = 5;
    private const int MostColumns = 160;

    public static void Write(Location location, Severity severity, Style style, TextWriter output)
    {
        if (location == Location.None || location.Source.Text.Length == 0)
            return;

        var (first, last) = (location.Line, location.EndLine);
        var shown = Math.Min(last, first + MostLines - 1);
        var width = shown.ToString().Length;
        for (var number = first; number <= shown; number++)
        {
            var line = location.Source.Line(number);
            var from = number == first ? location.Column - 1 : line.Length - line.TrimStart().Length;
            var to = Math.Min(number == last ? location.EndColumn - 1 : line.Length, line.Length);
            output.WriteLine($"  {style.Dim($"{number.ToString().PadLeft(width)} |")} {Cut(Visible(line))}".TrimEnd());
            if (from < MostColumns && to > from)
                output.WriteLine($"  {style.Dim($"{"".PadLeft(width)} |")} {Indent(line, from)}{style.Of(severity, Marks(Math.Min(to, MostColumns) - from))}");
        }

        if (shown < last)
            output.WriteLine($"  {style.Dim($"{"".PadLeft(width)} | ... {Words.Count(last - shown, "more line")}")}");
    }

    // A tab stays one, above and below, so that the marks stand under their characters in every terminal.
    private static string Indent(string line, int length) =>
        string.Create(length, line, static (blanks, line) =>
        {
            for (var i = 0; i < blanks.Length; i++)
                blanks[i] = line[i] == '\t' ? '\t' : ' ';
        });

    // By hand: what fills a string in the library is compiled anew at each start.
    private static string Marks(int length) =>
        string.Create(length, "^", static (marks, mark) =>
        {
            for (var i = 0; i < marks.Length; i++)
                marks[i] = mark[0];
        });

    // What a file holds must not steer the terminal.
    private static string Visible(string line)
    {
        var visible = line;
        foreach (var character in line)
        {
            if (char.IsControl(character) && character != '\t')
                visible = visible.Replace(character, '\uFFFD');
        }

        return visible;
    }

    private static string Cut(string line) => line.Length <= MostColumns ? line : line[..MostColumns] + "...";
}
