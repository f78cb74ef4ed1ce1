using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Comment()
    {
        Advance();
        Expect(K.On);
        AnyObject();
        Expect(K.Is);
        if (!Accept(K.Null))
            SkipString();
        return "CommentStmt";
    }

    private string SecurityLabel()
    {
        Advance();
        Expect(K.Label);
        if (Accept(K.For))
            WordOrString();
        Expect(K.On);
        AnyObject();
        Expect(K.Is);
        if (!Accept(K.Null))
            SkipString();
        return "SecLabelStmt";
    }

    // Any object of the database by its kind and name, as COMMENT ON names it.
    private void AnyObject(bool ofExtension = false)
    {
        var kind = Word;
        if (kind != K.Constraint && !IsLabel(Now))
            Fail("a kind of object");
        Advance();
        switch (kind)
        {
            case K.Table or K.Sequence or K.View or K.Index:
                AnyRelation();
                break;
            case K.Materialized:
                Expect(K.View);
                AnyRelation();
                break;
            case K.Column:
                CommentedColumn();
                break;
            case K.Foreign:
                if (Accept(K.Table))
                    AnyRelation();
                else
                {
                    Expect(K.Data);
                    Expect(K.Wrapper);
                    SkipName();
                }

                break;
            case K.Collation or K.Conversion or K.Statistics:
                AnyName();
                break;
            case K.Text:
                TextSearchKind();
                AnyName();
                break;
            case K.Type or K.Domain:
                SkipType();
                break;
            case K.Aggregate:
                AggregateWithArguments();
                break;
            case K.Function or K.Procedure or K.Routine:
                FunctionWithArguments();
                break;
            case K.Operator:
                CommentedOperator();
                break;
            case K.Constraint:
                SkipName();
                Expect(K.On);
                Accept(K.Domain);
                AnyRelation();
                break;
            case K.Policy or K.Rule or K.Trigger:
                SkipName();
                Expect(K.On);
                AnyRelation();
                break;
            default:
                RareObject(kind);
                break;
        }

        if (ofExtension && kind == K.Constraint)
            Fail("a kind of object");
    }

    // The last part is the column, what stands before it is the table.
    private void CommentedColumn()
    {
        var start = at;
        AnyName();
        if (failed)
            return;
        columnTokens.Add(at - 1);
        if (at - start >= 3)
            relationTokens.Add(-start - 1);
    }

    private void CommentedOperator()
    {
        if (Accept(K.Class) || Accept(K.Family))
        {
            AnyName();
            Expect(K.Using);
            SkipName();
        }
        else
            OperatorWithTypes();
    }

    private void RareObject(Keyword kind)
    {
        switch (kind)
        {
            case K.Cast:
                CastTypes();
                break;
            case K.Transform:
                Expect(K.For);
                SkipType();
                Expect(K.Language);
                SkipName();
                break;
            case K.Large:
                Expect(K.Object);
                Numeric();
                break;
            case K.Access:
                Expect(K.Method);
                SkipName();
                break;
            case K.Event:
                Expect(K.Trigger);
                SkipName();
                break;
            case K.Procedural:
                Expect(K.Language);
                SkipName();
                break;
            case K.Extension or K.Language or K.Publication or K.Schema or K.Server or K.Database or K.Role or K.Subscription or K.Tablespace:
                SkipName();
                break;
            default:
                at--;
                Fail("a kind of object");
                break;
        }
    }
}
