using System.Text;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

/// <summary>
/// The normal form of what was read: one space between tokens where SQL is usually written with one, keywords in capitals, names as short as
/// they can be, no comments. Reading it and printing again gives the same text.
/// </summary>
internal sealed partial class Parser
{
    private readonly StringBuilder printed = new();

    private string PrintFrom(int start) => failed ? "" : Print(start, at);

    private string Print(int start, int end)
    {
        if (end - start == 1 && tokens[start] is { Kind: TokenKind.Word, Keyword: K.NotAKeyword } word)
            return (word.Use & TokenUse.Name) != 0 ? Folded(word) : source.Slice(word.Span).ToUpperInvariant();
        printed.Clear();
        for (var i = start; i < end; i++)
        {
            if (i > start && NeedsSpace(i - 1, i))
                printed.Append(' ');
            AppendToken(printed, i);
        }

        return printed.ToString();
    }

    private bool NeedsSpace(int left, int right)
    {
        ref var before = ref tokens[left];
        ref var after = ref tokens[right];
        if ((before.Use & TokenUse.Prefix) != 0)
            return after.Kind is TokenKind.Operator or TokenKind.Comparison || after.Symbol is '+' or '-';
        if (before.Symbol is '(' or '[' or '.' or ':' || before.Kind == TokenKind.Cast)
            return false;
        if (after.Symbol is ')' or ']' or ',' or '.' or ':' or ';' || after.Kind == TokenKind.Cast)
            return false;
        if (after.Symbol == '[')
            return !(IsLabel(before) || before.Symbol is ')' or ']' || before.Kind == TokenKind.Parameter);
        return after.Symbol != '(' || !((before.Use & TokenUse.Name) != 0 || IsCallee(before.Keyword));
    }

    // Functions with a grammar of their own; the other keywords of their category are used between words.
    private static bool IsCallee(Keyword keyword) => keyword == K.Cast
        || (keyword is not (K.Between or K.Exists or K.Values or K.Setof or K.Out or K.Inout or K.None or K.NotAKeyword)
            && Keywords.Category(keyword) == KeywordCategory.ColumnName);

    private void AppendToken(StringBuilder text, int index)
    {
        ref var token = ref tokens[index];
        if (token.Kind == TokenKind.QuotedName && source.Text[token.Start] == '"')
            text.Append(PostgresIdentifier.Quote(Literals.Name(source.Text, token.Start, token.End)));
        else if (token.Kind == TokenKind.Word && (token.Use & TokenUse.Name) == 0 && token.Keyword is not (K.True or K.False))
            text.Append(token.Keyword == K.NotAKeyword ? source.Slice(token.Span).ToUpperInvariant() : Keywords.Upper(token.Keyword));
        else if (token.Kind == TokenKind.Word)
            text.Append(Folded(token));
        else if (token.Kind == TokenKind.String && source.Text[token.Start] is '$' or '\'' && (source.Text[token.Start] == '$' || HasLineBreak(token)))
            text.Append('\'').Append(Literals.Text(source.Text, token.Start, token.End).Replace("'", "''")).Append('\'');
        else
            text.Append(source.Text, token.Start, token.Length);
    }

    // Of several pieces on several lines; one with a line break inside comes out the same.
    private bool HasLineBreak(in Token token) => source.Text.IndexOf('\n', token.Start, token.Length) >= 0;
}
