using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>Finds out where in the file each character of a string literal stands.</summary>
internal static class StringLiterals
{
    public static Text Read(SyntaxToken token, SourceText file)
    {
        var raw = token.Text;
        var open = raw.Length - raw.TrimStart('@', '"').Length;
        if (!IsRaw(token))
            open = raw[0] == '@' ? 2 : 1;
        return Map(token, raw.Substring(open), token.SpanStart + open, file, EscapesOf(token, raw));
    }

    public static Text Read(InterpolatedStringTextSyntax text, SourceText file)
    {
        var start = ((InterpolatedStringExpressionSyntax)text.Parent!).StringStartToken;
        var escapes = start.Text.Contains("\"\"\"") ? Escapes.None : start.Text.Contains('@') ? Escapes.Verbatim : Escapes.Backslash;
        return WithSingleBraces(Map(text.TextToken, text.TextToken.Text, text.TextToken.SpanStart, file, escapes), escapes);
    }

    // Roslyn leaves {{ and }} of an interpolated string as they are written.
    private static Text WithSingleBraces(Text text, Escapes escapes)
    {
        if (escapes == Escapes.None || text.Content.IndexOfAny(['{', '}']) < 0)
            return text;
        var kept = Enumerable.Range(0, text.Content.Length).ToList();
        for (var i = 0; i + 1 < text.Content.Length; i++)
        {
            if (text.Content[i] is '{' or '}' && text.Content[i + 1] == text.Content[i])
                kept.Remove(++i);
        }

        return text.Only(kept);
    }

    private enum Escapes
    {
        None,
        Verbatim,
        Backslash,
    }

    private static bool IsRaw(SyntaxToken token) =>
        token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken) || token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken);

    private static Escapes EscapesOf(SyntaxToken token, string raw) =>
        IsRaw(token) ? Escapes.None : raw[0] == '@' ? Escapes.Verbatim : Escapes.Backslash;

    private static Text Map(SyntaxToken token, string raw, int start, SourceText file, Escapes escapes)
    {
        var value = token.ValueText;
        var positions = new int[value.Length + 1];
        var at = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (escapes == Escapes.None)
                at = SkipIndentation(raw, at, value[i]);
            positions[i] = start + Math.Min(at, raw.Length);
            var isSecondHalf = char.IsLowSurrogate(value[i]) && i > 0 && positions[i - 1] == positions[i];
            at += isSecondHalf ? 0 : Width(raw, at, escapes);
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && at - (positions[i] - start) == 10)
                positions[++i] = positions[i - 1]; // \U0001F600 is one escape for two characters.
        }

        positions[value.Length] = start + Math.Min(at, raw.Length);
        return new Text(value, file, positions);
    }

    // A raw string's value is its source without each line's indentation.
    private static int SkipIndentation(string raw, int at, char wanted)
    {
        while (at < raw.Length && raw[at] != wanted)
            at++;
        return at;
    }

    private static int Width(string raw, int at, Escapes escapes)
    {
        if (at >= raw.Length)
            return 0;
        return escapes switch
        {
            Escapes.Verbatim when raw[at] == '"' => 2,
            Escapes.Backslash when raw[at] == '\\' => WidthOfEscape(raw, at),
            _ => 1,
        };
    }

    private static int WidthOfEscape(string raw, int at) => at + 1 >= raw.Length ? 1 : raw[at + 1] switch
    {
        'u' => 6,
        'U' => 10,
        'x' => 2 + raw.Skip(at + 2).Take(4).TakeWhile(IsHexDigit).Count(),
        _ => 2,
    };

    private static bool IsHexDigit(char c) => c is >= '0' and <= '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F';
}
