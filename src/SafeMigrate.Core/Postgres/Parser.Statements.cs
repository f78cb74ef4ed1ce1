using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    /// <summary>The next statement, or null at the end of the text.</summary>
    public Statement? Next()
    {
        do
        {
            Restart();
            while (Is(';'))
            {
                Advance();
                Restart();
            }

            if (IsEnd)
                return null;
        }
        while (failed);

        var kind = Body();
        if (!failed && !Is(';') && !IsEnd)
            Fail("\";\" or the end of the statement");
        return failed ? UnreadableStatement() : ReadStatement(kind);
    }

    private Statement ReadStatement(string kind)
    {
        var location = At(SpanFrom(0));
        if (operations.Count == 0)
            operations.Add(new OtherStatement(kind, RawFrom(begin)) { Relations = RelationNames(), Location = location });
        var statement = new Statement(location, kind, operations.ToValueList())
        {
            Whole = RunsAsWhole(kind) ? RawFrom(begin) : null,
            Guards = guards,
            Subcommands = subcommands.ToValueList(),
            Tables = RelationNames(),
            Columns = ColumnNames(default),
        };
        if (copiesData)
            SkipCopyData();
        return statement;
    }

    private bool RunsAsWhole(string kind) => kind switch
    {
        "DoStmt" or "ExplainStmt" or "DeclareCursorStmt" => operations[0] is not OtherStatement,
        "CreateSchemaStmt" => operations.Count > 1,
        "SelectStmt" or "InsertStmt" or "UpdateStmt" or "DeleteStmt" or "MergeStmt" => operations.Count > 1,
        _ => operations.Exists(operation => operation is DataOperation),
    };

    private Statement UnreadableStatement()
    {
        var (reason, place) = (error, tokens[failedAt].Span);
        Return(failedAt);
        Recover();
        var span = TextSpan.Between(tokens[0].Start, Math.Max(tokens[0].End, at > 0 ? tokens[at - 1].End : 0));
        var location = source.At(span);
        return new Statement(location, "", [new Unreadable(reason) { Location = source.At(place.Length == 0 ? span : place) }]);
    }

    // Goes to the semicolon that ends the statement; in the body of an SQL function that is the one behind its END.
    private void Recover()
    {
        var blocks = 0;
        for (var i = 1; i < at; i++)
            blocks += BlockChange(i);
        while (!IsEnd && !(Is(';') && blocks <= 0))
        {
            if (at > 0)
                blocks += BlockChange(at);
            Advance();
        }
    }

    private int BlockChange(int index) => tokens[index].Keyword switch
    {
        K.Atomic when tokens[index - 1].Keyword == K.Begin => 1,
        K.Case when inAtomicBody => 1,
        K.End when inAtomicBody => -1,
        _ => 0,
    };

    private void Restart()
    {
        // What was read ahead, and the tokens behind the semicolon, become the first of the next statement.
        var kept = failed ? 0 : count - at;
        if (kept > 0)
            Array.Copy(tokens, at, tokens, 0, kept);
        count = Math.Max(kept, 0);
        (at, begin, depth, failed, inAtomicBody, copiesData) = (0, 0, 0, false, false, false);
        operations.Clear();
        subcommands.Clear();
        guards = ValueList<Guard>.Empty;
        ForgetFacts();
        Fill(0);
    }

    private string Body() => Word switch
    {
        K.Create => Create(),
        K.Alter => Alter(),
        K.Drop => Drop(),
        K.Select or K.Values or K.Table or K.With or K.Insert or K.Update or K.Delete or K.Merge => DataStatement(),
        K.Begin or K.End when !inAtomicBody => Transaction(),
        K.Start or K.Commit or K.Rollback or K.Abort or K.Savepoint or K.Release => Transaction(),
        K.Set => Set(),
        K.Reset => Reset(),
        K.Truncate => Truncate(),
        K.Lock => Lock(),
        _ => Is('(') ? DataStatement() : OtherBody(),
    };
}
