using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SafeMigrate.Postgres;

/// <summary>The values of strings and quoted names.</summary>
internal static class Literals
{
    private static readonly Regex EscapeClause = new(@"\s*UESCAPE\s*'(.)'$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>Folds as the server does: ASCII letters only.</summary>
    public static string Fold(string name)
    {
        var first = 0;
        while (first < name.Length && name[first] is not (>= 'A' and <= 'Z'))
            first++;
        if (first == name.Length)
            return name;
        var folded = name.ToCharArray();
        for (var i = first; i < folded.Length; i++)
            folded[i] = Fold(folded[i]);
        return new string(folded);
    }

    /// <summary>One character of a name, folded.</summary>
    public static char Fold(char character) => character is >= 'A' and <= 'Z' ? (char)(character | 0x20) : character;

    /// <summary>The name in "quotes" or U&amp;"quotes".</summary>
    public static string Name(string text, int start, int end)
    {
        var unicode = text[start] != '"';
        var from = unicode ? start + 3 : start + 1;
        var (bodyEnd, escape) = unicode ? UnicodeParts(text, start, end) : (end, '\\');
        var name = text.Substring(from, Math.Max(0, bodyEnd - 1 - from)).Replace("\"\"", "\"");
        return unicode ? Unescaped(name, escape) : name;
    }

    /// <summary>The value of a string literal of any kind.</summary>
    public static string Text(string text, int start, int end)
    {
        var unicode = text[start] is 'u' or 'U';
        var (bodyEnd, escape) = unicode ? UnicodeParts(text, start, end) : (end, '\\');
        var characters = new StringBuilder();
        foreach (var (character, _) in Characters(text, start, bodyEnd))
            characters.Append(character);
        return unicode ? Unescaped(characters.ToString(), escape) : characters.ToString();
    }

    /// <summary>The characters of a string's value, each with the place where it was written.</summary>
    public static IEnumerable<(char Character, int Position)> Characters(string text, int start, int end)
    {
        if (text[start] == '$')
        {
            var tag = text.IndexOf('$', start + 1) + 1 - start;
            for (var i = start + tag; i < end - tag; i++)
                yield return (text[i], i);
            yield break;
        }

        var escapes = text[start] is 'e' or 'E';
        for (var i = text.IndexOf('\'', start) + 1; i < end; i++)
        {
            if (text[i] == '\'' && i + 1 < end && text[i + 1] == '\'')
                yield return ('\'', i++);
            else if (text[i] == '\'')
            {
                // The end, or the gap before the string goes on in another line.
                var next = text.IndexOf('\'', i + 1);
                i = next < 0 || next >= end ? end : next;
            }
            else if (escapes && text[i] == '\\' && i + 1 < end)
            {
                var place = i;
                foreach (var character in Escape(text, end, ref i))
                    yield return (character, place);
            }
            else
                yield return (text[i], i);
        }
    }

    // Leaves the index at the last character of the escape.
    private static string Escape(string text, int end, ref int i)
    {
        var kind = text[++i];
        switch (kind)
        {
            case 'b': return "\b";
            case 'f': return "\f";
            case 'n': return "\n";
            case 'r': return "\r";
            case 't': return "\t";
            case 'v': return "\v";
            case 'x' or 'u' or 'U':
                return Digits(text, end, ref i, kind == 'x' ? 2 : kind == 'u' ? 4 : 8, 16) is { } code ? Character(code) : kind.ToString();
            case >= '0' and <= '7':
                i--;
                return Character(Digits(text, end, ref i, 3, 8) ?? 0);
            default: return kind.ToString();
        }
    }

    private static int? Digits(string text, int end, ref int i, int most, int radix)
    {
        var length = 0;
        while (length < most && i + 1 + length < end && IsDigit(text[i + 1 + length], radix))
            length++;
        if (length == 0)
            return null;
        var value = text.Substring(i + 1, length).Aggregate(0L, (sum, digit) => (sum * radix) + Convert.ToInt32(digit.ToString(), 16));
        i += length;
        return (int)Math.Min(value, int.MaxValue);
    }

    private static bool IsDigit(char digit, int radix) =>
        radix == 8 ? digit is >= '0' and <= '7' : digit is >= '0' and <= '9' || (digit | 0x20) is >= 'a' and <= 'f';

    private static string Character(int code) =>
        code < 0x10000 ? ((char)code).ToString() : code <= 0x10FFFF ? char.ConvertFromUtf32(code) : "\uFFFD";

    // Where the string itself ends, and the escape character that a UESCAPE clause names.
    private static (int End, char Escape) UnicodeParts(string text, int start, int end)
    {
        var clause = EscapeClause.Match(text.Substring(start, end - start));
        return clause.Success ? (start + clause.Index, clause.Groups[1].Value[0]) : (end, '\\');
    }

    private static string Unescaped(string text, char escape)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != escape)
                result.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == escape)
                result.Append(text[i++]);
            else
                result.Append(CodePoint(text, ref i));
        }

        return result.ToString();
    }

    private static string CodePoint(string text, ref int i)
    {
        var plus = i + 1 < text.Length && text[i + 1] == '+';
        var (start, length) = plus ? (i + 2, 6) : (i + 1, 4);
        if (start + length > text.Length
            || !int.TryParse(text.Substring(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return "\\";
        }

        i = start + length - 1;
        return Character(code);
    }
}
