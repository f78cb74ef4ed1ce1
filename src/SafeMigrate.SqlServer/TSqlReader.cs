using SafeMigrate.SqlServer.Reading;

namespace SafeMigrate.SqlServer;

/// <summary>Reads T-SQL scripts, with their GO batches, into operations.</summary>
public static class TSqlReader
{
    /// <summary>
    /// The statements of a script, in order; those inside IF, BEGIN ... END, WHILE, TRY and literal EXEC('...') stand for themselves. What cannot be
    /// read becomes an <see cref="SafeMigrate.Operations.Unreadable"/> statement, and reading goes on behind it; nothing is thrown, whatever the text.
    /// </summary>
    public static IReadOnlyList<Statement> Read(SourceText source)
    {
        var tokens = Tokens.Of(source.Text);
        var statements = Batches.Of(tokens).SelectMany(batch => BatchReader.Read(source, tokens, batch));
        return Directives.Attach(source, tokens, [.. statements]);
    }
}
