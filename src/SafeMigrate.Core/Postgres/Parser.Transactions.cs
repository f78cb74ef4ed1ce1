using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Transaction()
    {
        switch (Word)
        {
            case K.Begin:
                Advance();
                TransactionWord();
                Begun();
                break;
            case K.Start:
                Advance();
                Expect(K.Transaction);
                Begun();
                break;
            case K.Commit:
                Advance();
                if (Accept(K.Prepared))
                    SkipString();
                else
                    Ended(new CommitTransaction());
                break;
            case K.End:
                Advance();
                Ended(new CommitTransaction());
                break;
            case K.Abort:
                Advance();
                Ended(new RollbackTransaction());
                break;
            case K.Rollback:
                RolledBack();
                break;
            case K.Savepoint:
                Advance();
                Add(new CreateSavepoint(Name()), begin);
                break;
            default:
                Advance();
                SkipSavepointWord();
                Add(new EndSavepoint(Name(), Rollback: false), begin);
                break;
        }

        return "TransactionStmt";
    }

    private void Begun()
    {
        var modes = at;
        TransactionModes();
        if (at > modes)
            AddWritten(new BeginTransaction());
        else
            Add(new BeginTransaction(), begin);
    }

    private void TransactionWord()
    {
        if (!Accept(K.Work))
            Accept(K.Transaction);
    }

    private void Ended(Operation operation)
    {
        TransactionWord();
        if (Accept(K.And))
        {
            Accept(K.No);
            Expect(K.Chain);
            AddWritten(operation);
        }
        else
            Add(operation, begin);
    }

    private void RolledBack()
    {
        Advance();
        if (Accept(K.Prepared))
        {
            SkipString();
            return;
        }

        TransactionWord();
        if (!Accept(K.To))
        {
            Ended(new RollbackTransaction());
            return;
        }

        SkipSavepointWord();
        Add(new EndSavepoint(Name(), Rollback: true), begin);
    }

    // SAVEPOINT can itself be the name of one.
    private void SkipSavepointWord()
    {
        if (IsColumnName(Ahead()))
            Accept(K.Savepoint);
    }

    private void TransactionModes()
    {
        while (TransactionMode())
        {
            if (Accept(',') && !StartsTransactionMode)
                Fail("ISOLATION LEVEL, READ ONLY, READ WRITE or DEFERRABLE");
        }
    }

    private bool StartsTransactionMode => Word is K.Isolation or K.Read or K.Deferrable || Is(K.Not, K.Deferrable);

    private bool TransactionMode()
    {
        if (Accept(K.Isolation))
        {
            Expect(K.Level);
            if (!Accept(K.Serializable) && !Accept(K.Repeatable, K.Read) && !Accept(K.Read, K.Committed) && !Accept(K.Read, K.Uncommitted))
                Fail("SERIALIZABLE, REPEATABLE READ, READ COMMITTED or READ UNCOMMITTED");
            return true;
        }

        return Accept(K.Read, K.Only) || Accept(K.Read, K.Write) || Accept(K.Deferrable) || Accept(K.Not, K.Deferrable);
    }
}
