namespace SafeMigrate.Postgres;

internal sealed partial class Lexer
{
    private void ReadString(ref Token token, bool escapes)
    {
        token.Kind = TokenKind.String;
        do
        {
            position++;
            if (!SkipQuoted('\'', escapes))
            {
                Refuse(ref token, "unterminated quoted string", text.Length);
                return;
            }
        }
        while (ContinuesOnAnotherLine());

        if (text[token.Start] is not '\'' && (escapes || text[token.Start] is 'u' or 'U'))
            CheckEscapes(ref token);
    }

    private bool SkipQuoted(char quote, bool escapes)
    {
        for (; position < text.Length; position++)
        {
            if (escapes && text[position] == '\\')
                position++;
            else if (text[position] == quote)
            {
                if (Ahead != quote)
                {
                    position++;
                    return true;
                }

                position++;
            }
        }

        return false;
    }

    // The standard lets a string go on after blanks with a line break, and comments behind that.
    private bool ContinuesOnAnotherLine()
    {
        var at = position;
        var lineBreak = false;
        while (at < text.Length)
        {
            if (IsBlank(text[at]))
                lineBreak |= text[at] is '\n' or '\r';
            else if (lineBreak && text[at] == '-' && at + 1 < text.Length && text[at + 1] == '-')
            {
                while (at + 1 < text.Length && text[at + 1] is not ('\n' or '\r'))
                    at++;
            }
            else
                break;
            at++;
        }

        if (!lineBreak || at >= text.Length || text[at] != '\'')
            return false;
        position = at;
        return true;
    }

    private void ReadQuotedName(ref Token token)
    {
        var start = position++;
        token.Kind = TokenKind.QuotedName;
        if (!SkipQuoted('"', escapes: false))
            Refuse(ref token, "unterminated quoted identifier", text.Length);
        else if (position == start + 2)
            Refuse(ref token, "zero-length delimited identifier", position);
        else if (text[token.Start] != '"')
            CheckEscapes(ref token);
    }

    private void CheckBits(ref Token token, char kind)
    {
        token.Kind = TokenKind.BitString;
        for (var at = token.Start + 2; at < position - 1; at++)
        {
            var digit = text[at];
            var fits = kind == 'b' ? digit is '0' or '1' : IsHex(digit);
            if (!fits && text.IndexOfAny(['\n', '\r'], token.Start, position - token.Start) < 0)
                Refuse(ref token, $"\"{digit}\" is not a valid {(kind == 'b' ? "binary" : "hexadecimal")} digit", position);
        }
    }

    private void ReadNumber(ref Token token)
    {
        ReadDigits();
        var whole = true;
        if (Current == '.' && Ahead != '.')
        {
            whole = false;
            position++;
            SkipFraction();
        }

        if (text[token.Start] == '.')
        {
            whole = false;
            position = token.Start + 1;
            SkipDecimals();
        }

        if ((Current | 0x20) == 'e' && HasExponent())
        {
            whole = false;
            position += Ahead is '+' or '-' ? 2 : 1;
            SkipDecimals();
        }

        token.Kind = whole && FitsInteger(token.Start) ? TokenKind.Integer : TokenKind.Number;
        if (IsNameStart(Current))
            Refuse(ref token, "trailing junk after numeric literal", position);
    }

    private void ReadDigits()
    {
        var kind = Ahead | 0x20;
        if (text[position] != '0' || kind is not ('x' or 'o' or 'b'))
        {
            SkipDecimals();
            return;
        }

        var start = position;
        position += 2;
        while (IsDigitOf(kind, Current) || (Current == '_' && IsDigitOf(kind, Ahead)))
            position++;
        if (position == start + 2)
            position = start + 1;
    }

    private static bool IsDigitOf(int kind, char character) =>
        kind == 'x' ? IsHex(character) : character >= '0' && character <= (kind == 'o' ? '7' : '1');

    private void SkipDecimals()
    {
        while (IsDigit(Current) || (Current == '_' && IsDigit(Ahead)))
            position++;
    }

    private void SkipFraction()
    {
        if (IsDigit(Current))
            SkipDecimals();
    }

    private bool HasExponent() => IsDigit(Ahead) || (Ahead is '+' or '-' && position + 2 < text.Length && IsDigit(text[position + 2]));

    private bool FitsInteger(int start)
    {
        var radix = 10;
        if (position - start > 2 && text[start] == '0' && (text[start + 1] | 0x20) is var kind && kind is 'x' or 'o' or 'b')
        {
            radix = kind == 'x' ? 16 : kind == 'o' ? 8 : 2;
            start += 2;
        }

        long value = 0;
        for (var at = start; at < position && value <= int.MaxValue; at++)
        {
            if (text[at] != '_')
                value = (value * radix) + (text[at] <= '9' ? text[at] - '0' : (text[at] | 0x20) - 'a' + 10);
        }

        return value <= int.MaxValue;
    }

    private static bool IsHex(char character) => IsDigit(character) || (character | 0x20) is >= 'a' and <= 'f';
}
