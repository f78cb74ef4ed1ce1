using System.Text.RegularExpressions;

namespace SafeMigrate.Rules;

/// <summary>
/// Text edits in SQL files. Each gives null where the statement is no SQL text or does not look as expected, for instance because a comment
/// stands between two words: no fix is better than a wrong one.
/// </summary>
internal static class Fixes
{
    /// <summary>The name as SQL.</summary>
    public static string Name(QualifiedName name) => name.Schema is null ? Name(name.Name) : Name(name.Schema) + "." + Name(name.Name);

    /// <inheritdoc cref="Name(QualifiedName)"/>
    public static string Name(string name) => Postgres.PostgresIdentifier.Quote(name);

    /// <summary>Puts text behind what the pattern matches.</summary>
    public static Fix? InsertAfter(Location place, RuleContext context, string pattern, string text, string title) =>
        Match(place, context, pattern) is { } match ? Edit(title, place.Source, TextSpan.Between(match.End, match.End), text) : null;

    /// <summary>Puts text behind the words that the place begins with.</summary>
    /// <param name="place">The clause.</param>
    /// <param name="context">Where it stands.</param>
    /// <param name="words">Separated by one blank; one in brackets may be missing: <c>CREATE [UNIQUE] INDEX</c>.</param>
    /// <param name="text">What is put there.</param>
    /// <param name="title">What the fix does.</param>
    public static Fix? InsertBehind(Location place, RuleContext context, string words, string text, string title) =>
        IsSql(context) && place != Location.None && EndOf(place, words) is var end and >= 0
            ? Edit(title, place.Source, TextSpan.Between(end, end), text)
            : null;

    /// <summary>Puts text in the place of what the pattern matches.</summary>
    public static Fix? Replace(Location place, RuleContext context, string pattern, string text, string title) =>
        Match(place, context, pattern) is { } match ? Edit(title, place.Source, match, text) : null;

    /// <summary>Puts text behind the clause.</summary>
    public static Fix? Append(Location place, RuleContext context, string text, string title) =>
        IsSql(context) && place != Location.None ? Edit(title, place.Source, TextSpan.Between(place.Span.End, place.Span.End), text) : null;

    /// <summary>Puts others in the place of this statement; its semicolon stays.</summary>
    public static Fix? ReplaceStatement(RuleContext context, string text, string title) =>
        MayAdd(context) ? Edit(title, context.Statement.Location.Source, context.Statement.Location.Span, text) : null;

    /// <summary>Puts a statement before this one.</summary>
    public static Fix? InsertStatement(RuleContext context, string sql, string title)
    {
        var place = context.Statement.Location;
        return MayAdd(context) ? Edit(title, place.Source, TextSpan.Between(place.Span.Start, place.Span.Start), sql + ";\n") : null;
    }

    /// <summary>Puts a statement behind this one.</summary>
    public static Fix? AppendStatement(RuleContext context, string sql, string title)
    {
        var place = context.Statement.Location;
        return MayAdd(context) ? Edit(title, place.Source, TextSpan.Between(place.Span.End, place.Span.End), ";\n" + sql) : null;
    }

    /// <summary>Puts a statement behind the last one of the file.</summary>
    public static Fix? AppendToFile(RuleContext context, string sql, string title)
    {
        var place = context.Migration.Statements[context.Migration.Statements.Count - 1].Location;
        return IsSql(context) ? Edit(title, place.Source, TextSpan.Between(place.Span.End, place.Span.End), ";\n" + sql) : null;
    }

    // A second statement makes a transaction of a file that goes to the server as one query.
    private static bool MayAdd(RuleContext context) => IsSql(context) && (!context.Migration.IsOneQuery || context.InTransaction);

    private static Fix Edit(string title, SourceText source, TextSpan span, string text) => new(title, [new TextEdit(new Location(source, span), text)]);

    private static int EndOf(Location place, string words)
    {
        var (text, at, end) = (place.Source.Text, place.Span.Start, place.Span.Start);
        foreach (var word in words.Split(' '))
        {
            var expected = word.Trim('[', ']');
            if (string.Compare(text, at, expected, 0, expected.Length, StringComparison.OrdinalIgnoreCase) == 0 && EndsWord(text, at + expected.Length))
                end = at + expected.Length;
            else if (word[0] == '[')
                continue;
            else
                return -1;
            for (at = end; at < text.Length && char.IsWhiteSpace(text[at]);)
                at++;
        }

        return end;
    }

    private static bool EndsWord(string text, int at) => at >= text.Length || !(char.IsLetterOrDigit(text[at]) || text[at] is '_' or '$');

    private static TextSpan? Match(Location place, RuleContext context, string pattern)
    {
        if (!IsSql(context) || place == Location.None)
            return null;
        var match = Regex.Match(place.Source.Slice(place.Span), pattern, RegexOptions.IgnoreCase);
        return match.Success ? TextSpan.Between(place.Span.Start + match.Index, place.Span.Start + match.Index + match.Length) : null;
    }

    // Fluent calls have the method's name as their kind; SQL in a C# string may need escapes.
    private static bool IsSql(RuleContext context) =>
        context.Statement.Kind.EndsWith("Stmt", StringComparison.Ordinal) && !context.Migration.Source.Path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
}
