using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SafeMigrate.SqlServer.Reading;

/// <summary>A script's text as the parser gets it, and its tokens. Every character stays at its place.</summary>
internal sealed record Tokens(string Text, IList<TSqlParserToken> List)
{
    public static Tokens Of(string script)
    {
        var text = SqlCmd.Blank(script);
        return new Tokens(text, Parser().GetTokenStream(new StringReader(text), out _));
    }

    // QUOTED_IDENTIFIER is ON for every driver and tool of today.
    public static TSqlParser Parser() => new TSql150Parser(initialQuotedIdentifiers: true);

    public static bool IsComment(TSqlParserToken token) =>
        token.TokenType is TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment;

    public static bool IsBlank(TSqlParserToken token) =>
        IsComment(token) || token.TokenType is TSqlTokenType.WhiteSpace or TSqlTokenType.EndOfFile;

    public static int End(TSqlParserToken token) => token.Offset + (token.Text?.Length ?? 0);
}
