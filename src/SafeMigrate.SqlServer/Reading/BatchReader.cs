using Microsoft.SqlServer.TransactSql.ScriptDom;
using SafeMigrate.Operations;

namespace SafeMigrate.SqlServer.Reading;

/// <summary>Parses one batch; what fails is tried again without the newest syntax, then statement by statement.</summary>
internal static class BatchReader
{
    public static IEnumerable<Statement> Read(SourceText source, Tokens tokens, TextSpan batch)
    {
        if (Parsed(source, tokens.Text, batch, out var error) is { } whole)
            return whole;

        var pieces = Batches.Statements(tokens, batch);
        return pieces.Count == 1 ? [Unread(source, tokens, batch, error)] : pieces.SelectMany(piece => Piece(source, tokens, piece));
    }

    private static IEnumerable<Statement> Piece(SourceText source, Tokens tokens, TextSpan piece) =>
        Parsed(source, tokens.Text, piece, out var error) ?? [Unread(source, tokens, piece, error)];

    private static IReadOnlyList<Statement>? Parsed(SourceText source, string script, TextSpan span, out ParseError? error)
    {
        var sql = script.Substring(span.Start, span.Length);
        if (Script(sql, out error) is { } read)
            return StatementReader.Read(source, span.Start, sql, read);

        var blanked = NewerSyntax.Blank(sql);
        return blanked != sql && Script(blanked, out _) is { } second ? StatementReader.Read(source, span.Start, sql, second) : null;
    }

    private static TSqlScript? Script(string sql, out ParseError? error)
    {
        var fragment = Tokens.Parser().Parse(new StringReader(sql), out var errors);
        error = errors.FirstOrDefault();
        return errors.Count == 0 ? fragment as TSqlScript : null;
    }

    private static Statement Unread(SourceText source, Tokens tokens, TextSpan span, ParseError? error)
    {
        var inside = Batches.Within(tokens, span).Where(token => token.TokenType != TSqlTokenType.Semicolon).ToList();
        var whole = TextSpan.Between(inside[0].Offset, Tokens.End(inside[inside.Count - 1]));

        // The message is about the first token that did not fit; the finding points there.
        var at = error is null || span.Start + error.Offset >= whole.End ? whole : Token(inside, span.Start + error.Offset) ?? whole;
        var message = (error?.Message ?? "the statement could not be read").TrimEnd('.');
        return new Statement(source.At(whole), "Unreadable", [new Unreadable(message) { Location = source.At(at) }]);
    }

    private static TextSpan? Token(List<TSqlParserToken> tokens, int offset) =>
        tokens.FirstOrDefault(token => Tokens.End(token) > offset) is { } token ? new TextSpan(token.Offset, token.Text.Length) : null;
}
