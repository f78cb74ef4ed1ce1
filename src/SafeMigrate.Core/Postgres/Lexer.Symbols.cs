namespace SafeMigrate.Postgres;

internal sealed partial class Lexer
{
    private static readonly bool[] OperatorCharacters = Marked("~!@#^&|`?+-*/%<>=");
    private static readonly bool[] SelfCharacters = Marked("()[],;:.+-*/%^<>=");
    private static readonly bool[] SpecialCharacters = Marked("~!@#^&|`?%");

    private void ReadSymbol(ref Token token, char first)
    {
        if (first == ':' && Ahead is ':' or '=')
            Take(ref token, Ahead == ':' ? TokenKind.Cast : TokenKind.ColonEquals, 2);
        else if (first == '.' && Ahead == '.')
            Take(ref token, TokenKind.DotDot, 2);
        else if (IsOneOf(OperatorCharacters, first))
            ReadOperator(ref token, first);
        else if (IsOneOf(SelfCharacters, first))
            TakeSymbol(ref token, first);
        else
            Refuse(ref token, $"unexpected character {(first < ' ' ? $"U+{(int)first:X4}" : first.ToString())}", position + 1);
    }

    private void ReadOperator(ref Token token, char first)
    {
        var end = OperatorEnd();
        position = token.Start;
        var length = end - position;
        if (length == 1 && IsOneOf(SelfCharacters, first))
            TakeSymbol(ref token, first);
        else if (length == 2 && first == '=' && text[position + 1] == '>')
            Take(ref token, TokenKind.Arrow, 2);
        else if (length == 2 && IsComparison(first, text[position + 1]))
            Take(ref token, TokenKind.Comparison, 2);
        else if (length >= 64)
            Refuse(ref token, "operator too long", end);
        else
            Take(ref token, TokenKind.Operator, length);
    }

    // A comment ends an operator; a trailing + or - belongs to it only where it has one of the characters that SQL itself does not use,
    // so that a=-1 is read as a = -1 (scan.l).
    private int OperatorEnd()
    {
        var end = position;
        var special = false;
        while (end < text.Length && IsOneOf(OperatorCharacters, text[end]) && !StartsComment(end))
        {
            special |= IsOneOf(SpecialCharacters, text[end]);
            end++;
        }

        while (!special && end - position > 1 && text[end - 1] is '+' or '-')
            end--;
        return end;
    }

    private bool StartsComment(int at) =>
        at + 1 < text.Length && ((text[at] == '-' && text[at + 1] == '-') || (text[at] == '/' && text[at + 1] == '*'));

    private static bool IsComparison(char first, char second) =>
        (first == '<' && second is '=' or '>') || (first == '>' && second == '=') || (first == '!' && second == '=');

    private void Take(ref Token token, TokenKind kind, int length)
    {
        token.Kind = kind;
        position += length;
    }

    private void TakeSymbol(ref Token token, char symbol)
    {
        token.Kind = TokenKind.Symbol;
        token.Symbol = symbol;
        position++;
    }

    private static bool IsOneOf(bool[] characters, char character) => character < characters.Length && characters[character];

    private static bool[] Marked(string characters)
    {
        var marked = new bool[128];
        foreach (var character in characters)
            marked[character] = true;
        return marked;
    }
}
