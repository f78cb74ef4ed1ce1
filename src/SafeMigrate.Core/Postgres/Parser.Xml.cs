using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private bool XmlCall(Keyword word) => word switch
    {
        K.Xmlconcat => Function(() => List(() => Expr())),
        K.Xmlelement => Function(XmlElement),
        K.Xmlexists => Function(XmlExists),
        K.Xmlforest => Function(XmlAttributes),
        K.Xmlparse => Function(XmlParse),
        K.Xmlpi => Function(XmlInstruction),
        K.Xmlroot => Function(XmlRoot),
        K.Xmlserialize => Function(XmlSerialize),
        _ => false,
    };

    private void XmlElement()
    {
        Expect(K.Name);
        SkipLabel();
        if (!Accept(','))
            return;
        if (Accept(K.Xmlattributes))
        {
            Parenthesised(XmlAttributes);
            if (!Accept(','))
                return;
        }

        List(() => Expr());
    }

    private void XmlAttributes() => List(() =>
    {
        Expr();
        if (Accept(K.As))
            SkipLabel();
    });

    private void XmlExists()
    {
        Primary();
        XmlPassing();
    }

    private void XmlPassing()
    {
        Expect(K.Passing);
        XmlMechanism();
        Primary();
        XmlMechanism();
    }

    private void XmlMechanism()
    {
        if (Accept(K.By) && !Accept(K.Ref) && !Accept(K.Value))
            Fail("REF or VALUE");
    }

    private void DocumentOrContent()
    {
        if (!Accept(K.Document) && !Accept(K.Content))
            Fail("DOCUMENT or CONTENT");
    }

    private void XmlParse()
    {
        DocumentOrContent();
        Expr();
        if (Accept(K.Preserve) || Accept(K.Strip))
            Expect(K.Whitespace);
    }

    private void XmlInstruction()
    {
        Expect(K.Name);
        SkipLabel();
        if (Accept(','))
            Expr();
    }

    private void XmlRoot()
    {
        Expr();
        Expect(',');
        Expect(K.Version);
        if (!Accept(K.No, K.Value))
            Expr();
        if (!Accept(','))
            return;
        Expect(K.Standalone);
        if (!Accept(K.Yes) && Accept(K.No))
            Accept(K.Value);
    }

    private void XmlSerialize()
    {
        DocumentOrContent();
        Expr();
        Expect(K.As);
        SkipSimpleType();
        if (Accept(K.No))
            Expect(K.Indent);
        else
            Accept(K.Indent);
    }

    private void XmlTable()
    {
        Advance();
        Expect('(');
        if (Accept(K.Xmlnamespaces))
        {
            ParenthesisedList(XmlNamespace);
            Expect(',');
        }

        Primary();
        XmlPassing();
        Expect(K.Columns);
        List(XmlColumn);
        Expect(')');
    }

    private void XmlNamespace()
    {
        if (Accept(K.Default))
        {
            Expr(Restricted);
            return;
        }

        Expr(Restricted);
        Expect(K.As);
        SkipLabel();
    }

    private void XmlColumn()
    {
        SkipName();
        if (Accept(K.For, K.Ordinality))
            return;
        SkipType();
        while (!failed)
        {
            if (Accept(K.Default) || Accept(K.Path))
                Expr(Restricted);
            else if (Is(K.Not, K.Null))
                Accept(K.Not, K.Null);
            else if (!Accept(K.Null))
                return;
        }
    }
}
