namespace SafeMigrate.Postgres;

/// <summary>Cuts PostgreSQL's SQL into tokens, one at a time and without allocating; comments and psql commands are kept aside.</summary>
internal sealed partial class Lexer(string text)
{
    private int position;

    /// <summary>The text that is read.</summary>
    public string Text => text;

    /// <summary>Where the next token is looked for.</summary>
    public int Position => position;

    /// <summary>The comments found so far, in order.</summary>
    public List<TextSpan> Comments { get; } = [];

    /// <summary>The psql commands found so far, from the backslash to the end of the line.</summary>
    public List<TextSpan> MetaCommands { get; } = [];

    /// <summary>Why the last invalid token is one.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Reads on at another place; what was found behind it is forgotten.</summary>
    public void MoveTo(int place)
    {
        position = place;
        Comments.RemoveAll(span => span.Start >= place);
        MetaCommands.RemoveAll(span => span.Start >= place);
    }

    /// <summary>The next token; at the end of the text one of kind End, as often as asked.</summary>
    public void Next(ref Token token)
    {
        token = default;
        var trouble = SkipBlanks();
        token.Start = position;
        if (trouble)
            Refuse(ref token, "unterminated /* comment", text.Length);
        else if (position < text.Length)
            Read(ref token);
        token.End = position;
    }

    private char Current => position < text.Length ? text[position] : '\0';

    private char Ahead => position + 1 < text.Length ? text[position + 1] : '\0';

    private void Read(ref Token token)
    {
        var first = text[position];
        if (IsNameStart(first) || first == '{' || (first == '$' && Ahead == '{'))
            ReadWord(ref token);
        else if (first is >= '0' and <= '9' || (first == '.' && IsDigit(Ahead)))
            ReadNumber(ref token);
        else if (first == '\'')
            ReadString(ref token, escapes: false);
        else if (first == '"')
            ReadQuotedName(ref token);
        else if (first == '$')
            ReadDollar(ref token);
        else if (first == '\\')
            ReadTerminatingCommand(ref token);
        else
            ReadSymbol(ref token, first);
    }

    // The prefix of a string decides before the word does: E'', B'', X'', U&'', U&"".
    private void ReadWord(ref Token token)
    {
        var first = (char)(text[position] | 0x20);
        if (first is 'e' or 'b' or 'x' && Ahead == '\'')
        {
            position++;
            ReadString(ref token, escapes: first == 'e');
            if (token.Kind == TokenKind.String && first != 'e')
                CheckBits(ref token, first);
            return;
        }

        if (first == 'u' && Ahead == '&' && position + 2 < text.Length && text[position + 2] is '\'' or '"')
        {
            position += 2;
            if (text[position] == '"')
                ReadQuotedName(ref token);
            else
                ReadString(ref token, escapes: false);
            return;
        }

        ReadPlainWord(ref token);
    }

    private void ReadPlainWord(ref Token token)
    {
        var hash = Keywords.HashSeed;
        token.Kind = TokenKind.Word;
        while (true)
        {
            hash = SkipNameParts(hash);
            if (Current is not ('$' or '{') || PlaceholderEnd() is not (var end and > 0))
                break;
            position = end;
            hash = Keywords.Hash(hash, '$');
        }

        if (position == token.Start)
            Refuse(ref token, text[position] == '{' ? "unexpected character {" : "unterminated ${placeholder}", position + 1);
        else
            token.Keyword = Keywords.Find(text, token.Start, position - token.Start, hash);
    }

    // Up to the end of the name, or to the $ that a brace follows. Half of all characters pass here, so nothing in the loop touches a field.
    private uint SkipNameParts(uint hash)
    {
        var all = text;
        var end = position;
        for (; end < all.Length; end++)
        {
            var character = all[end];
            if (!IsNamePart(character) || (character == '$' && end + 1 < all.Length && all[end + 1] == '{'))
                break;
            hash = Keywords.Hash(hash, character);
        }

        position = end;
        return hash;
    }

    // Flyway and others put ${placeholders} where names stand, Go and Python templates {{ this }} or {this}; SQL itself has no braces, so they
    // become part of the name.
    private int PlaceholderEnd()
    {
        var brace = text[position] == '$' ? position + 1 : position;
        if (brace >= text.Length || text[brace] != '{')
            return 0;
        var isTemplate = brace + 1 < text.Length && text[brace + 1] == '{';
        var end = isTemplate ? brace + 2 : brace + 1;
        while (end < text.Length && text[end] is not ('}' or '\n') && (isTemplate || text[end] is not ('\'' or '"')))
            end++;
        if (end >= text.Length || text[end] != '}')
            return 0;
        return !isTemplate ? end + 1 : end + 1 < text.Length && text[end + 1] == '}' ? end + 2 : 0;
    }

    private void ReadDollar(ref Token token)
    {
        if (IsDigit(Ahead))
        {
            position++;
            while (IsDigit(Current))
                position++;
            token.Kind = TokenKind.Parameter;
            if (IsNameStart(Current))
                Refuse(ref token, "trailing junk after parameter", position);
            return;
        }

        var tag = position + 1;
        if (tag < text.Length && IsNameStart(text[tag]))
        {
            while (tag < text.Length && IsNamePart(text[tag]) && text[tag] != '$')
                tag++;
        }

        if (tag >= text.Length || text[tag] != '$')
        {
            Refuse(ref token, "a lone $", position + 1);
            return;
        }

        var length = tag + 1 - position;
        var end = FindTag(position, length);
        if (end < 0)
        {
            Refuse(ref token, "unterminated dollar-quoted string", text.Length);
            return;
        }

        token.Kind = TokenKind.String;
        position = end + length;
    }

    private int FindTag(int start, int length)
    {
        for (var at = text.IndexOf('$', start + length); at >= 0; at = text.IndexOf('$', at + 1))
        {
            if (string.CompareOrdinal(text, at, text, start, length) == 0)
                return at;
        }

        return -1;
    }

    private void Refuse(ref Token token, string reason, int end)
    {
        token.Kind = TokenKind.Invalid;
        Error = reason;
        position = Math.Min(Math.Max(end, position), text.Length);
    }

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    private static bool IsNameStart(char character) => character is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' or >= '\u0080';

    private static bool IsNamePart(char character) => character >= '\u0080' || NameParts[character];

    private static readonly bool[] NameParts = AsciiNameParts();

    private static bool[] AsciiNameParts()
    {
        var parts = new bool[128];
        for (var code = '\0'; code < parts.Length; code++)
            parts[code] = IsNameStart(code) || IsDigit(code) || code == '$';
        return parts;
    }
}
