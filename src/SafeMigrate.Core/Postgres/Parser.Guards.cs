using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

// A DO block that does nothing but create what is not there yet: its statements may run apart, each where its guard lets it.
internal sealed partial class Parser
{
    // What says which thing is meant, and nothing about what it is like.
    private static readonly HashSet<string> naming =
    [
        "conname", "conrelid", "connamespace", "contype", "typname", "typnamespace", "typtype", "nspname", "relname", "relkind", "relnamespace", "enumlabel", "enumtypid",
        "attname", "attrelid", "attisdropped", "tgname", "tgrelid", "extname", "tablename", "indexname", "schemaname", "policyname", "viewname", "oid",
        "table_name", "table_schema", "table_catalog", "column_name", "constraint_name", "constraint_schema", "constraint_type", "trigger_name", "event_object_table",
        "pg_catalog", "information_schema", "public", "regclass", "regtype", "regnamespace", "text", "name", "current_schema", "to_regclass", "to_regtype", "constraint_catalog",
    ];

    /// <summary>The statements of a PL/pgSQL body that does nothing but create what is not there yet; null where it does anything else.</summary>
    public List<BlockPart>? GuardedParts()
    {
        Restart();
        var parts = new List<BlockPart>();
        if (!GuardedBlock(parts))
            return null;
        Accept(';');
        return IsEnd && parts.Exists(part => part.IsGuarded) ? parts : null;
    }

    // BEGIN statements END, or BEGIN statement EXCEPTION WHEN duplicate_object THEN NULL; END
    private bool GuardedBlock(List<BlockPart> parts)
    {
        if (!AcceptName("begin"))
            return false;
        var first = parts.Count;
        while (NameOf(at) is not ("end" or "exception"))
        {
            if (!GuardedItem(parts))
                return false;
        }

        if (AcceptName("exception"))
        {
            if (parts.Count != first + 1 || parts[first].IsGuarded || !HandlesDuplicates())
                return false;
            parts[first] = parts[first] with { IsGuarded = true };
        }

        return AcceptName("end");
    }

    private bool GuardedItem(List<BlockPart> parts) => NameOf(at) switch
    {
        "begin" => GuardedBlock(parts) && Accept(';'),
        "if" => GuardedByQuery(parts),
        "create" or "alter" or "drop" or "insert" or "update" => GuardedStatement(parts, new BlockPart(source.At(Now.Span), parts.Count)),
        _ => false,
    };

    private bool GuardedStatement(List<BlockPart> parts, BlockPart part)
    {
        var start = at;
        SkipTo(';');
        if (IsEnd)
            return false;
        parts.Add(part with { Location = source.At(SpanFrom(start)) });
        return true;
    }

    // IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'name') THEN statements END IF;
    private bool GuardedByQuery(List<BlockPart> parts)
    {
        if (!(AcceptName("if") && Accept(K.Not) && Accept(K.Exists) && Accept('(') && Accept(K.Select)))
            return false;
        var names = new List<string>();
        if (!NamesOnly(names) || !Accept(K.Then))
            return false;
        var group = parts.Count;
        while (NameOf(at) is "create" or "alter" or "drop" or "insert" or "update")
        {
            if (!GuardedStatement(parts, new BlockPart(source.At(Now.Span), group) { IsGuarded = true, Names = names }))
                return false;
        }

        return parts.Count > group && AcceptName("end") && AcceptName("if") && Accept(';');
    }

    // The query up to its closing parenthesis, where it asks a catalog for a thing of some name and for nothing else.
    private bool NamesOnly(List<string> names)
    {
        var known = new HashSet<string>(naming);
        for (var level = 1; level > 0; Advance())
        {
            if (IsEnd || Is(';'))
                return false;
            level += Is('(') ? 1 : Is(')') ? -1 : 0;
            if (Now.Kind == TokenKind.String)
                names.Add(Literals.Text(source.Text, Now.Start, Now.End));
            else if (Word is K.Not ? NameOf(at + 1) != "attisdropped" && NameOf(at + 3) != "attisdropped" : IsLabel(Now) && !IsNaming(known))
                return false;
            else if (!IsLabel(Now) && !(Now.Symbol is '(' or ')' or ',' or '.' or '=' or '*' || Now.Kind is TokenKind.Integer or TokenKind.Cast))
                return false;
        }

        return names.Count > 0;
    }

    private bool IsNaming(HashSet<string> known)
    {
        var name = NameOf(at);
        var isCatalog = name.StartsWith("pg_", StringComparison.Ordinal) || (at > 1 && NameOf(at - 2) == "information_schema");
        if (isCatalog && (Ahead().Keyword == K.As ? IsLabel(Ahead(2)) : IsLabel(Ahead()) && Ahead().Keyword is not (K.Where or K.Join or K.Inner or K.On)))
            known.Add(NameOf(Ahead().Keyword == K.As ? at + 2 : at + 1));

        // The alias may stand in front of the place that gives it.
        return isCatalog || known.Contains(name) || Ahead().Symbol == '.' || Word is K.Select or K.From or K.Where or K.And or K.Join or K.Inner or K.On or K.As or K.In or K.Limit or K.True or K.False;
    }

    // WHEN duplicate_object OR duplicate_table THEN NULL; what it raises again it does not handle.
    private bool HandlesDuplicates()
    {
        var handled = false;
        while (AcceptName("when"))
        {
            var duplicates = true;
            do
            {
                duplicates &= NameOf(at) is "duplicate_object" or "duplicate_table" or "duplicate_column"
                    || (NameOf(at) == "sqlstate" && Ahead().Kind == TokenKind.String && IsDuplicate(Literals.Text(source.Text, Ahead().Start, Ahead().End)));
                if (NameOf(at) == "sqlstate")
                    Advance();
                Advance();
            }
            while (Accept(K.Or));
            if (!Accept(K.Then))
                return false;
            var raised = AcceptName("raise");
            var again = raised && Is(';');
            if (duplicates ? !(raised ? NameOf(at) is "notice" or "info" or "debug" or "log" or "warning" : AcceptName("null")) : !again)
                return false;
            SkipTo(';');
            handled |= duplicates;
        }

        return handled;
    }

    private static bool IsDuplicate(string state) => state is "42710" or "42P07" or "42701";

    private bool AcceptName(string word)
    {
        if (NameOf(at) != word || Now.Kind != TokenKind.Word)
            return false;
        Advance();
        return true;
    }
}

/// <summary>A statement of a block.</summary>
/// <param name="Location">Its place.</param>
/// <param name="Group">The same number for statements that run together or not at all.</param>
internal sealed record BlockPart(Location Location, int Group)
{
    /// <summary>True where it runs only if what it, or its group, creates is not there.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>The names that the guard asks for; null where the server's refusal is the guard.</summary>
    public IReadOnlyList<string>? Names { get; init; }
}
