using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Drop()
    {
        Advance();
        switch (Word)
        {
            case K.Table:
                Advance();
                return DropEach((name, exists, cascade) => new DropTable(name) { IfExists = exists, Cascade = cascade }, relations: true);
            case K.Index:
                Advance();
                var concurrently = Accept(K.Concurrently);
                return DropEach((name, exists, cascade) => new DropIndex(name) { Concurrently = concurrently, IfExists = exists, Cascade = cascade }, relations: true);
            default:
                return DropOther();
        }
    }

    // Names up to CASCADE, an operation for each.
    private string DropEach(Func<QualifiedName, bool, bool, Operation> operation, bool relations = false)
    {
        var ifExists = IfExists();
        var names = new List<QualifiedName>();
        List(() => names.Add(relations ? AnyRelation() : AnyName()));
        var cascade = Cascade();
        foreach (var name in names)
            Add(operation(name, ifExists, cascade), begin);
        return "DropStmt";
    }

    private string Truncate()
    {
        Advance();
        Accept(K.Table);
        var tables = new List<(QualifiedName Name, bool Only)>();
        List(() => tables.Add(RelationWithOnly()));
        var restart = Accept(K.Restart);
        if (restart || Accept(K.Continue))
            Expect(K.Identity);
        var cascade = Cascade();
        foreach (var (name, only) in tables)
            Add(new TruncateTable(name) { Only = only, RestartIdentity = restart, Cascade = cascade }, begin);
        return "TruncateStmt";
    }

    private string Lock()
    {
        Advance();
        Accept(K.Table);
        var tables = new List<(QualifiedName Name, bool Only)>();
        List(() => tables.Add(RelationWithOnly()));
        var mode = Accept(K.In) ? LockModeWords() : "AccessExclusiveLock";
        var noWait = Accept(K.Nowait);
        foreach (var (name, only) in tables)
            Add(new LockTable(name, mode) { Only = only, NoWait = noWait }, begin);
        return "LockStmt";
    }

    private string LockModeWords()
    {
        var mode = Accept(K.Access, K.Share) ? "AccessShareLock"
            : Accept(K.Row, K.Share) ? "RowShareLock"
            : Accept(K.Row, K.Exclusive) ? "RowExclusiveLock"
            : Accept(K.Share, K.Update, K.Exclusive) ? "ShareUpdateExclusiveLock"
            : Accept(K.Share, K.Row, K.Exclusive) ? "ShareRowExclusiveLock"
            : Accept(K.Share) ? "ShareLock"
            : Accept(K.Exclusive) ? "ExclusiveLock"
            : Accept(K.Access, K.Exclusive) ? "AccessExclusiveLock"
            : "";
        if (mode.Length == 0)
            Fail("a lock mode");
        Expect(K.Mode);
        return mode;
    }
}
