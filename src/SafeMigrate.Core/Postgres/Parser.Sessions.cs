using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

/// <summary>What a session does for itself: cursors, prepared statements, notifications, EXPLAIN.</summary>
internal sealed partial class Parser
{
    private string OtherBody()
    {
        switch (Word)
        {
            case K.Grant: return Grant();
            case K.Revoke: return Revoke();
            case K.Comment: return Comment();
            case K.Security: return SecurityLabel();
            case K.Do: return Do();
            case K.Call: return Call();
            case K.Copy: return Copy();
            case K.Vacuum: return Vacuum();
            case K.Analyze or K.Analyse: return Analyze();
            case K.Cluster: return Cluster();
            case K.Reindex: return Reindex();
            case K.Refresh: return Refresh();
            case K.Explain: return Explain();
            case K.Import: return Import();
            case K.Reassign: return Reassign();
            default: return SessionStatement();
        }
    }

    private string SessionStatement()
    {
        switch (Word)
        {
            case K.Show: return Show();
            case K.Prepare: return Prepare();
            case K.Execute:
                Execute();
                return "ExecuteStmt";
            case K.Deallocate:
                Advance();
                Accept(K.Prepare);
                if (!Accept(K.All))
                    SkipName();
                return "DeallocateStmt";
            case K.Declare: return Declare();
            case K.Fetch or K.Move: return Fetch();
            case K.Close:
                Advance();
                if (!Accept(K.All))
                    SkipName();
                return "ClosePortalStmt";
            case K.Listen:
                Advance();
                SkipName();
                return "ListenStmt";
            case K.Unlisten:
                Advance();
                if (!Accept('*'))
                    SkipName();
                return "UnlistenStmt";
            case K.Notify:
                Advance();
                Notify();
                return "NotifyStmt";
            case K.Load:
                Advance();
                SkipString();
                return "LoadStmt";
            case K.Checkpoint:
                Advance();
                if (Is('('))
                    UtilityOptions();
                return "CheckPointStmt";
            case K.Discard:
                Advance();
                if (!Accept(K.All) && !Accept(K.Temp) && !Accept(K.Temporary) && !Accept(K.Plans))
                    Expect(K.Sequences);
                return "DiscardStmt";
        }

        Fail("a statement");
        return "";
    }

    private void Notify()
    {
        SkipName();
        if (Accept(','))
            SkipString();
    }

    private string Reassign()
    {
        Advance();
        Expect(K.Owned, K.By);
        Roles();
        Expect(K.To);
        Role();
        return "ReassignOwnedStmt";
    }

    private string Show()
    {
        Advance();
        if (!Accept(K.All) && !Accept(K.Time, K.Zone) && !Accept(K.Session, K.Authorization))
        {
            if (Accept(K.Transaction, K.Isolation))
                Expect(K.Level);
            else
                ParameterName();
        }

        return "VariableShowStmt";
    }

    private string Prepare()
    {
        Advance();
        if (Is(K.Transaction) && Ahead().Kind == TokenKind.String)
        {
            Advance();
            SkipString();
            return "TransactionStmt";
        }

        SkipName();
        if (Is('('))
            ParenthesisedList(SkipType);
        Expect(K.As);
        Discarded(() => Preparable());
        return "PrepareStmt";
    }

    // Reads a part whose operations do not happen here.
    private void Discarded(Part part)
    {
        var known = operations.Count;
        part();
        if (operations.Count > known)
            operations.RemoveRange(known, operations.Count - known);
    }

    private string Declare()
    {
        Advance();
        SkipName();
        while (Accept(K.Binary) || Accept(K.Asensitive) || Accept(K.Insensitive) || Accept(K.Scroll) || Accept(K.No, K.Scroll))
        {
        }

        Expect(K.Cursor);
        if (Accept(K.With) || Accept(K.Without))
            Expect(K.Hold);
        Expect(K.For);
        CreatedBy();
        return "DeclareCursorStmt";
    }

    private string Fetch()
    {
        Advance();
        if (Word is K.Next or K.Prior or K.First or K.Last or K.All && !EndsCursorName(1))
            Advance();
        else if (Word is K.Absolute or K.Relative && Ahead() is { Kind: TokenKind.Integer } or { Symbol: '-' or '+' })
        {
            Advance();
            SignedInteger();
        }
        else if (Word is K.Forward or K.Backward && !EndsCursorName(1))
        {
            Advance();
            if (!Accept(K.All) && (Now.Kind == TokenKind.Integer || Now.Symbol is '-' or '+'))
                SignedInteger();
        }
        else if (Now.Kind == TokenKind.Integer || Now.Symbol is '-' or '+')
            SignedInteger();
        if (!Accept(K.From))
            Accept(K.In);
        SkipName();
        return "FetchStmt";
    }

    private bool EndsCursorName(int distance) => Ahead(distance) is { Kind: TokenKind.End } or { Symbol: ';' };

    private string Explain()
    {
        Advance();
        var runs = false;
        if (Is('(') && !StartsQueryBehindParentheses)
            runs = UtilityOptions().Any(option => option is "analyze" or "analyse");
        else if (Accept(K.Analyze) || Accept(K.Analyse))
        {
            runs = true;
            Accept(K.Verbose);
        }
        else
            Accept(K.Verbose);
        if (runs)
            Explained();
        else
            Discarded(Explained);
        return "ExplainStmt";
    }

    private void Explained()
    {
        switch (Word)
        {
            case K.Declare:
                Declare();
                break;
            case K.Create:
                if (Create() is not "CreateTableAsStmt" && !failed)
                    Fail("CREATE TABLE AS or CREATE MATERIALIZED VIEW");
                break;
            case K.Refresh:
                Refresh();
                break;
            case K.Execute:
                Execute();
                break;
            default:
                if (StartsQueryBehindParentheses || Word is K.Insert or K.Update or K.Delete or K.Merge)
                    Preparable();
                else
                    Fail("a query or a change of data");
                break;
        }
    }
}
