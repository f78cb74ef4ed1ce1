using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SafeMigrate.SqlServer.Reading;

/// <summary>Cuts a script at its GO lines, and a batch that cannot be parsed at its statements.</summary>
internal static class Batches
{
    private static readonly HashSet<TSqlTokenType> Starts =
    [
        TSqlTokenType.Alter, TSqlTokenType.Create, TSqlTokenType.Drop, TSqlTokenType.Insert, TSqlTokenType.Update, TSqlTokenType.Delete,
        TSqlTokenType.Merge, TSqlTokenType.Truncate, TSqlTokenType.Exec, TSqlTokenType.Execute, TSqlTokenType.Declare, TSqlTokenType.Print,
        TSqlTokenType.If, TSqlTokenType.While, TSqlTokenType.Use, TSqlTokenType.Grant, TSqlTokenType.Revoke, TSqlTokenType.Deny, TSqlTokenType.Commit,
    ];

    /// <summary>The spans between GO lines that hold more than blanks and comments.</summary>
    public static IEnumerable<TextSpan> Of(Tokens tokens)
    {
        var start = 0;
        foreach (var token in tokens.List.Where(token => token.TokenType is TSqlTokenType.Go or TSqlTokenType.EndOfFile))
        {
            var span = TextSpan.Between(start, token.TokenType == TSqlTokenType.Go ? token.Offset : tokens.Text.Length);
            start = EndOfGo(tokens, token);
            if (Within(tokens, span).Any())
                yield return span;
        }
    }

    // GO 5 runs the batch five times.
    private static int EndOfGo(Tokens tokens, TSqlParserToken go)
    {
        var end = Tokens.End(go);
        var next = Within(tokens, TextSpan.Between(end, tokens.Text.Length)).FirstOrDefault();
        return next is { TokenType: TSqlTokenType.Integer } && next.Line == go.Line ? Tokens.End(next) : end;
    }

    /// <summary>
    /// The statements of a batch as far as tokens tell: behind each semicolon outside parentheses and blocks, and at each line that begins with the word of
    /// a statement. A module is one statement, since its body has no end but the batch's.
    /// </summary>
    public static IReadOnlyList<TextSpan> Statements(Tokens tokens, TextSpan batch)
    {
        var inside = Within(tokens, batch).ToList();
        if (inside.Count == 0 || IsModule(inside))
            return [batch];

        var cuts = new List<int>();
        var depth = 0;
        for (var i = 0; i < inside.Count; i++)
        {
            depth += Nesting(inside[i].TokenType);
            if (depth > 0)
                continue;
            if (inside[i].TokenType == TSqlTokenType.Semicolon)
                cuts.Add(Tokens.End(inside[i]));
            else if (i > 0 && inside[i].Line > inside[i - 1].Line && Starts.Contains(inside[i].TokenType) && inside[i - 1].TokenType != TSqlTokenType.Else)
                cuts.Add(inside[i].Offset);
        }

        return [.. Pieces(batch, cuts).Where(piece => Within(tokens, piece).Any(token => token.TokenType != TSqlTokenType.Semicolon))];
    }

    private static IEnumerable<TextSpan> Pieces(TextSpan batch, List<int> cuts)
    {
        var start = batch.Start;
        foreach (var cut in cuts.Append(batch.End))
        {
            if (cut > start)
                yield return TextSpan.Between(start, cut);
            start = cut;
        }
    }

    /// <summary>The tokens of a span, without blanks and comments.</summary>
    public static IEnumerable<TSqlParserToken> Within(Tokens tokens, TextSpan span)
    {
        for (var i = FirstAt(tokens.List, span.Start); i < tokens.List.Count && tokens.List[i].Offset < span.End; i++)
        {
            if (!Tokens.IsBlank(tokens.List[i]))
                yield return tokens.List[i];
        }
    }

    private static int FirstAt(IList<TSqlParserToken> tokens, int offset)
    {
        var (low, high) = (0, tokens.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = tokens[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static int Nesting(TSqlTokenType token) => token switch
    {
        TSqlTokenType.LeftParenthesis or TSqlTokenType.Begin or TSqlTokenType.Case => 1,
        TSqlTokenType.RightParenthesis or TSqlTokenType.End => -1,
        _ => 0,
    };

    private static bool IsModule(List<TSqlParserToken> tokens) =>
        tokens[0].TokenType is TSqlTokenType.Create or TSqlTokenType.Alter
        && tokens.Skip(1).Take(3).Any(token => token.TokenType
            is TSqlTokenType.Procedure or TSqlTokenType.Proc or TSqlTokenType.Function or TSqlTokenType.Trigger or TSqlTokenType.View);
}
