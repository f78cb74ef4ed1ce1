using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Vacuum()
    {
        Advance();
        bool full, analyze;
        if (Is('('))
        {
            var options = UtilityOptions();
            (full, analyze) = (options.Contains("full"), options.Contains("analyze") || options.Contains("analyse"));
        }
        else
        {
            full = Accept(K.Full);
            Accept(K.Freeze);
            Accept(K.Verbose);
            analyze = Accept(K.Analyze) || Accept(K.Analyse);
        }

        MaintainedTables((table, _) => new Vacuum(table) { Full = full, Analyze = analyze });
        return "VacuumStmt";
    }

    private string Analyze()
    {
        Advance();
        if (Is('('))
            UtilityOptions();
        else
            Accept(K.Verbose);
        MaintainedTables((table, columns) => new Analyze(table) { Columns = columns });
        return "VacuumStmt";
    }

    // One operation for each table, or one for the whole database.
    private void MaintainedTables(Func<QualifiedName?, ValueList<string>, Operation> operation)
    {
        var head = PrintFrom(begin);
        if (IsEnd || Is(';'))
        {
            Add(operation(null, []) with { Written = head }, begin);
            return;
        }

        List(() =>
        {
            var start = at;
            var (table, _) = RelationWithOnly();
            ValueList<string> columns = [];
            if (Is('('))
                columns = ColumnList();
            Add(operation(table, columns) with { Written = head + " " + PrintFrom(start) }, begin);
        });
    }

    // (name [value], ...): the names that are not switched off, in lower case.
    private List<string> UtilityOptions()
    {
        var names = new List<string>();
        ParenthesisedList(() =>
        {
            var start = at;
            if (IsNonReserved(Now) || Word is K.Analyze or K.Analyse)
                Advance();
            else
                Fail("an option");
            var off = Word == K.False || NameOf(at) is "off" || (Now.Kind == TokenKind.Integer && source.Slice(Now.Span) == "0");
            if (IsNumeric)
                Numeric();
            else if (!Is(',') && !Is(')'))
                OneValue();
            if (!off)
                names.Add(NameOf(start));
        });
        return names;
    }

    private string Cluster()
    {
        Advance();
        if (Is('('))
            UtilityOptions();
        else
            Accept(K.Verbose);
        if (IsEnd || Is(';'))
        {
            AddWritten(new Cluster(null));
            return "ClusterStmt";
        }

        var start = at;
        var table = AnyName();
        if (Accept(K.On))
            AddWritten(new Cluster(Relation()) { Index = table.Name });
        else
        {
            NoteRelation(start);
            AddWritten(new Cluster(table) { Index = Accept(K.Using) ? Name() : null });
        }

        return "ClusterStmt";
    }

    private string Reindex()
    {
        Advance();
        var options = Is('(') ? UtilityOptions() : [];
        var target = Keywords.Text(Word).ToUpperInvariant();
        if (!Accept(K.Index) && !Accept(K.Table) && !Accept(K.Schema) && !Accept(K.System) && !Accept(K.Database))
            Fail("INDEX, TABLE, SCHEMA, DATABASE or SYSTEM");
        var concurrently = Accept(K.Concurrently) || options.Contains("concurrently");
        QualifiedName? name = null;
        if (target is "INDEX" or "TABLE")
            name = Relation();
        else if (target == "SCHEMA" || IsName)
            name = Name();
        AddWritten(new Reindex(target, name) { Concurrently = concurrently });
        return "ReindexStmt";
    }

    private string Copy()
    {
        Advance();
        if (Accept('('))
        {
            depth++;
            Preparable();
            depth--;
            Expect(')');
            Expect(K.To);
            CopyPlace();
            CopyOptions();
            Add(new CopyRows(null, RawFrom(begin)), begin);
            return "CopyStmt";
        }

        Accept(K.Binary);
        var table = Relation();
        if (Is('('))
            ColumnList();
        var from = Accept(K.From);
        if (!from)
            Expect(K.To);
        var stdin = CopyPlace();
        CopyOptions();
        if (from && Accept(K.Where))
            Expr();
        copiesData = from && stdin;
        Add(new CopyRows(table, RawFrom(begin)) { From = from }, begin);
        return "CopyStmt";
    }

    private bool CopyPlace()
    {
        if (Accept(K.Stdin))
            return true;
        if (Accept(K.Stdout))
            return false;
        Accept(K.Program);
        SkipString();
        return false;
    }

    private void CopyOptions()
    {
        if (Accept(K.Using))
        {
            Expect(K.Delimiters);
            SkipString();
        }
        else if (Accept(K.Delimiters))
            SkipString();
        Accept(K.With);
        if (Is('('))
            ParenthesisedList(CopyOption);
        else
        {
            while (!failed && OldCopyOption())
            {
            }
        }
    }

    private void CopyOption()
    {
        SkipLabel();
        if (Is(',') || Is(')') || Accept('*'))
            return;
        if (Is('('))
            ParenthesisedList(() => OneWord());
        else if (IsNumeric)
            Numeric();
        else
            OneWord();
    }

    private void OneWord()
    {
        if (!Accept(K.True) && !Accept(K.False) && !Accept(K.On) && !Accept(K.Default))
            WordOrString();
    }

    private bool OldCopyOption()
    {
        switch (Word)
        {
            case K.Binary or K.Freeze or K.Csv or K.Header:
                Advance();
                return true;
            case K.Delimiter or K.Null or K.Quote or K.Escape:
                Advance();
                Accept(K.As);
                SkipString();
                return true;
            case K.Encoding:
                Advance();
                SkipString();
                return true;
            case K.Force:
                Advance();
                Accept(K.Not);
                if (!Accept(K.Quote))
                    Expect(K.Null);
                if (!Accept('*'))
                    Names();
                return true;
            default:
                return false;
        }
    }

    // In a dump the rows stand behind the statement, up to a line of \. alone.
    private void SkipCopyData()
    {
        if (!Is(';') || noMoreCopyData)
            return;
        var text = source.Text;
        var line = text.IndexOf('\n', tokens[at].End);
        var end = line < 0 ? -1 : text.IndexOf("\n\\.", line, StringComparison.Ordinal);
        noMoreCopyData = end < 0;
        if (end < 0)
            return;
        var next = text.IndexOf('\n', end + 1);
        lexer.MoveTo(next < 0 ? text.Length : next);
        count = at + 1;
    }

    private bool noMoreCopyData;
}
