using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Set()
    {
        Advance();
        if (Is(K.Constraints) && (Ahead().Keyword == K.All || IsColumnName(Ahead())) && !(Ahead().Keyword == K.To))
            return SetConstraints();
        var local = !(Is(K.Local) && IsAssignment) && Accept(K.Local);
        if (!local && Is(K.Session) && Ahead().Keyword is not (K.Authorization or K.Characteristics or K.To) && Ahead().Symbol is not ('=' or '.'))
            Advance();
        SetRest(local);
        return "VariableSetStmt";
    }

    private string SetConstraints()
    {
        Advance();
        if (!Accept(K.All))
            List(() => Relation());
        if (!Accept(K.Deferred))
            Expect(K.Immediate);
        return "ConstraintsSetStmt";
    }

    private void SetRest(bool local)
    {
        if (Is(K.Transaction) && Ahead().Keyword != K.To && Ahead().Symbol is not ('=' or '.'))
        {
            Advance();
            if (Accept(K.Snapshot))
                SkipString();
            else if (TransactionMode())
            {
                if (Accept(',') && !StartsTransactionMode)
                    Fail("ISOLATION LEVEL, READ ONLY, READ WRITE or DEFERRABLE");
                TransactionModes();
            }
            else
                Fail("ISOLATION LEVEL, READ ONLY, READ WRITE or DEFERRABLE");
        }
        else if (Accept(K.Session, K.Characteristics))
        {
            Expect(K.As, K.Transaction);
            TransactionModes();
        }
        else
            SetParameterTo(local);
    }

    // set_rest_more: also what a function can set.
    private void SetParameterTo(bool local)
    {
        if (SpecialParameter() is { } special)
        {
            Add(new SetParameter(special.Parameter, special.Value) { Local = local }, begin);
            return;
        }

        var name = ParameterName();
        if (Accept(K.From))
        {
            Expect(K.Current);
            return;
        }

        if (!Accept(K.To))
            Expect('=');
        var value = at;
        var set = new SetParameter(name, ParameterValue()) { Local = local };
        if (at - value > 1)
            AddWritten(set);
        else
            Add(set, begin);
    }

    private (string Parameter, string? Value)? SpecialParameter()
    {
        if (Accept(K.Time, K.Zone))
            return ("timezone", ZoneValue());
        if (Is(K.Schema) && Ahead().Kind == TokenKind.String && Accept(K.Schema))
            return ("search_path", StringText());
        if (Is(K.Names) && !IsAssignment && Accept(K.Names))
            return ("client_encoding", Now.Kind == TokenKind.String ? StringText() : Accept(K.Default) ? null : null);
        if (Is(K.Role) && !IsAssignment && Accept(K.Role))
            return ("role", WordOrString());
        if (Accept(K.Session, K.Authorization))
            return ("session_authorization", Accept(K.Default) ? null : WordOrString());
        if (Is(K.Xml) && Ahead().Keyword == K.Option)
        {
            Accept(K.Xml, K.Option);
            var start = at;
            DocumentOrContent();
            return ("xmloption", PrintFrom(start).ToLowerInvariant());
        }

        return null;
    }

    private bool IsAssignment => Ahead().Keyword is K.To or K.From || Ahead().Symbol is '=' or '.';

    private string? ZoneValue()
    {
        if (Accept(K.Default) || Accept(K.Local))
            return null;
        var start = at;
        if (Is(K.Interval))
        {
            Advance();
            IntegerModifier();
            SkipString();
            IntervalFields();
        }
        else if (Now.Kind == TokenKind.String)
            return StringText();
        else if (IsNumeric)
            Numeric();
        else if (Word == K.NotAKeyword && IsLabel(Now))
            return Name();
        else
            Fail("a time zone");
        return PrintFrom(start);
    }

    // var_name, in lower case also where it was quoted.
    private string ParameterName()
    {
        var name = Name();
        while (Accept('.'))
            name += "." + Name();
        return Literals.Fold(name);
    }

    private string? ParameterValue()
    {
        if (Accept(K.Default))
            return null;
        var values = new List<string>();
        List(() => values.Add(OneValue()));
        return string.Join(", ", values);
    }

    private string OneValue()
    {
        var start = at;
        if (Word is K.True or K.False or K.On)
        {
            Advance();
            return NameOf(start);
        }

        if (!IsNumeric || IsVariable)
            return Now.Kind == TokenKind.Parameter ? Parameter() : IsVariable ? VariableText() : WordOrString();
        Numeric();
        return PrintFrom(start);
    }

    private string Parameter()
    {
        Advance();
        return source.Slice(tokens[at - 1].Span);
    }

    private string VariableText()
    {
        SkipVariable();
        return ":" + source.Slice(tokens[at - 1].Span);
    }

    private string Reset()
    {
        Advance();
        string name;
        if (Accept(K.All))
            name = "all";
        else if (Accept(K.Time, K.Zone))
            name = "timezone";
        else if (Accept(K.Transaction, K.Isolation))
        {
            Expect(K.Level);
            name = "transaction_isolation";
        }
        else if (Accept(K.Session, K.Authorization))
            name = "session_authorization";
        else
            name = ParameterName();
        Add(new SetParameter(name, null), begin);
        return "VariableSetStmt";
    }
}
