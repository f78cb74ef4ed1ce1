using System.Globalization;

namespace SafeMigrate.Postgres;

/// <summary>What the server's scanner refuses in strings with Unicode escapes.</summary>
internal sealed partial class Lexer
{
    private void CheckEscapes(ref Token token)
    {
        var unicode = text[token.Start] is 'u' or 'U';
        var end = position;
        var escape = unicode ? EscapeCharacter(ref token) : '\\';
        if (token.Kind == TokenKind.Invalid)
            return;
        var high = false;
        for (var at = token.Start + 2; at < end; at++)
        {
            var code = text[at] == escape ? CodeAt(ref at, unicode, escape) : null;
            if (code is null ? high : high != IsLow(code.Value))
            {
                Refuse(ref token, "invalid Unicode surrogate pair", position);
                return;
            }

            if (code < 0 || code > 0x10FFFF)
            {
                Refuse(ref token, "invalid Unicode escape", position);
                return;
            }

            high = code is >= 0xD800 and <= 0xDBFF;
        }
    }

    private static bool IsLow(int code) => code is >= 0xDC00 and <= 0xDFFF;

    // The code of an escape and its last character; -1 for one that has too few digits, null for an escape of another kind.
    private int? CodeAt(ref int at, bool unicode, char escape)
    {
        var kind = at + 1 < text.Length ? text[at + 1] : '\0';
        if (kind == escape || (!unicode && kind is not ('u' or 'U')))
        {
            at++;
            return null;
        }

        var (start, length) = unicode ? kind == '+' ? (at + 2, 6) : (at + 1, 4) : (at + 2, kind == 'u' ? 4 : 8);
        if (start + length > text.Length
            || !long.TryParse(text.Substring(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return -1;
        }

        at = start + length - 1;
        return (int)Math.Min(code, int.MaxValue);
    }

    // UESCAPE 'c' belongs to the string in front of it.
    private char EscapeCharacter(ref Token token)
    {
        var end = position;
        var comments = Comments.Count;
        if (!SkipBlanks() && string.Compare(text, position, "UESCAPE", 0, 7, StringComparison.OrdinalIgnoreCase) == 0)
        {
            position += 7;
            if (!SkipBlanks() && Current == '\'' && position + 2 < text.Length && text[position + 2] == '\'')
            {
                var escape = text[position + 1];
                position += 3;
                if (IsHex(escape) || escape is '+' or '\'' or '"' || IsBlank(escape))
                    Refuse(ref token, "invalid Unicode escape character", position);
                return escape;
            }
        }

        position = end;
        Comments.RemoveRange(comments, Comments.Count - comments);
        return '\\';
    }
}
