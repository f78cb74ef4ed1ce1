namespace SafeMigrate.Postgres;

internal sealed partial class Lexer
{
    // Commands of psql that send what was typed so far, as a semicolon does.
    private static readonly string[] Senders = ["g", "gx", "gset", "gexec", "gdesc", "crosstabview", "watch", ";"];

    /// <summary>Goes to the next token; true where a comment does not end.</summary>
    private bool SkipBlanks()
    {
        while (position < text.Length)
        {
            var character = text[position];
            if (character == ' ' || IsBlank(character))
                position++;
            else if (character > '\\')
                return false;
            else if (character == '-' && Ahead == '-')
                SkipLineComment();
            else if (character == '/' && Ahead == '*')
            {
                if (!SkipBlockComment())
                    return true;
            }
            else if (character == '\\' && !IsSender())
                MetaCommands.Add(SkipLine());
            else
                return false;
        }

        return false;
    }

    private void SkipLineComment() => Comments.Add(SkipLine());

    private TextSpan SkipLine()
    {
        var start = position;
        while (position < text.Length && text[position] is not ('\n' or '\r'))
            position++;
        return TextSpan.Between(start, position);
    }

    // Comments nest, so that a commented-out piece of code may have comments.
    private bool SkipBlockComment()
    {
        var start = position;
        var depth = 0;
        for (; position + 1 < text.Length; position++)
        {
            if (text[position] == '/' && text[position + 1] == '*')
            {
                depth++;
                position++;
            }
            else if (text[position] == '*' && text[position + 1] == '/')
            {
                depth--;
                position++;
                if (depth == 0)
                {
                    position++;
                    Comments.Add(TextSpan.Between(start, position));
                    return true;
                }
            }
        }

        position = start;
        return false;
    }

    private bool IsSender()
    {
        var end = position + 1;
        while (end < text.Length && (IsNamePart(text[end]) || text[end] == ';'))
            end++;
        var length = end - position - 1;
        return Senders.Any(sender => sender.Length == length && string.CompareOrdinal(text, position + 1, sender, 0, length) == 0);
    }

    private void ReadTerminatingCommand(ref Token token)
    {
        token.Kind = TokenKind.Symbol;
        token.Symbol = ';';
        MetaCommands.Add(SkipLine());
    }

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';
}
