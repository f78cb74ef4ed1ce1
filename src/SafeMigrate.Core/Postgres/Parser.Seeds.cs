using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

// INSERT of rows that the statement itself gives.
internal sealed partial class Parser
{
    /// <summary>The text as an INSERT of rows that it gives itself; null where it takes them from a table, changes others, or returns them.</summary>
    public RowSeed? WholeRowSeed()
    {
        Restart();
        if (!Accept(K.Insert, K.Into))
            return null;
        Relation();
        if (Accept(K.As))
            SkipName();
        if (Is('(') && !StartsQueryBehindParentheses)
            TargetColumns();
        if (Accept(K.Overriding) && !(Accept(K.User, K.Value) || Accept(K.System, K.Value)) || !(Accept(K.Default, K.Values) || GivenRows()))
            return null;
        var conflict = new ValueList<string>();
        if (Accept(K.On, K.Conflict) && !NothingOnConflict(conflict))
            return null;
        Accept(';');
        return failed || !IsEnd ? null : new RowSeed(conflict);
    }

    // VALUES (1, 'a'), (2, 'b') or SELECT 1, 'a' WHERE NOT EXISTS (...), with UNION between them
    private bool GivenRows()
    {
        do
        {
            if (!(Accept(K.Values) || Accept(K.Select)) || !SkipGivenRows())
                return false;
        }
        while (Accept(K.Union, K.All) || Accept(K.Union));
        return true;
    }

    // To what stands behind them; false where they come from a table.
    private bool SkipGivenRows()
    {
        var (level, listed) = (0, false);
        for (; !IsEnd; Advance())
        {
            level += Is('(') ? 1 : Is(')') ? -1 : 0;
            if (level > 0)
                continue;
            if (Is(';') || Is(K.Union) || Is(K.On, K.Conflict) || Is(K.Returning))
                break;
            if (Is(K.From) && tokens[at - 1].Keyword != K.Distinct)
            {
                if (Ahead().Symbol != '(' || Ahead(2).Keyword != K.Values)
                    return false;
                listed = true;
            }
            else if (Is(K.Join) || Is(K.Except) || Is(K.Intersect) || (listed && Is(',')))
                return false;
        }

        return true;
    }

    private bool NothingOnConflict(ValueList<string> columns)
    {
        for (; !IsEnd && !Is(K.Do); Advance())
        {
            if (IsLabel(Now) && !Is(K.On))
                columns.Add(NameOf(at));
        }

        return Accept(K.Do) && Accept(K.Nothing);
    }
}
