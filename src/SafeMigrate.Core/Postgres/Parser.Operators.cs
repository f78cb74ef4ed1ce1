using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

/// <summary>Operators and what belongs to them: classes, families, casts, conversions, collations, text search, languages.</summary>
internal sealed partial class Parser
{
    private string CreateOperator()
    {
        Advance();
        if (Accept(K.Class))
            return CreateOperatorClass();
        if (Accept(K.Family))
        {
            AnyName();
            Expect(K.Using);
            SkipName();
            return "CreateOpFamilyStmt";
        }

        QualifiedOperator();
        Definition();
        return "DefineStmt";
    }

    private string CreateOperatorClass()
    {
        AnyName();
        Accept(K.Default);
        Expect(K.For, K.Type);
        SkipType();
        Expect(K.Using);
        SkipName();
        if (Accept(K.Family))
            AnyName();
        Expect(K.As);
        List(OperatorClassItem);
        return "CreateOpClassStmt";
    }

    private void OperatorClassItem()
    {
        if (Accept(K.Storage))
            SkipType();
        else if (Accept(K.Function))
        {
            Integer();
            if (Is('('))
                TypeList();
            FunctionWithArguments();
        }
        else
        {
            Expect(K.Operator);
            Integer();
            QualifiedOperator();
            if (Is('('))
                OperatorTypes();
            OperatorPurpose();
        }
    }

    private void OperatorPurpose()
    {
        if (!Accept(K.For))
            return;
        if (Accept(K.Search))
            return;
        Expect(K.Order, K.By);
        AnyName();
    }

    private void TypeList() => ParenthesisedList(SkipType);

    // (left, right), one of which may be NONE.
    private void OperatorTypes()
    {
        Expect('(');
        var first = Accept(K.None);
        if (!first)
            SkipType();
        if (!Is(')') || first)
        {
            Expect(',');
            if (first || !Accept(K.None))
                SkipType();
        }
        else
            Fail("\",\": NONE stands for a missing argument");
        Expect(')');
    }

    private void OperatorWithTypes()
    {
        QualifiedOperator();
        OperatorTypes();
    }

    private string AlterOperator()
    {
        Advance();
        var (family, @class) = (Accept(K.Family), false);
        if (!family)
            @class = Accept(K.Class);
        if (!family && !@class)
        {
            OperatorWithTypes();
            if (OwnerOrSchema(Operations.ObjectKind.Other, "operator") is { } changed)
                return changed;
            Expect(K.Set);
            Definition();
            return "AlterOperatorStmt";
        }

        var name = AnyName();
        Expect(K.Using);
        SkipName();
        if (RenameOwnerOrSchema(Operations.ObjectKind.Other, name) is { } kind)
            return kind;
        if (family && Accept(K.Add))
            List(OperatorClassItem);
        else if (family)
        {
            Expect(K.Drop);
            List(() =>
            {
                if (!Accept(K.Operator))
                    Expect(K.Function);
                Integer();
                TypeList();
            });
        }
        else
            Fail("RENAME, OWNER or SET SCHEMA");
        return "AlterOpFamilyStmt";
    }

    private void CastTypes()
    {
        Expect('(');
        SkipType();
        Expect(K.As);
        SkipType();
        Expect(')');
    }

    private string CreateCast()
    {
        Advance();
        CastTypes();
        if (Accept(K.Without))
            Expect(K.Function);
        else
        {
            Expect(K.With);
            if (!Accept(K.Inout))
            {
                Expect(K.Function);
                FunctionWithArguments();
            }
        }

        if (Accept(K.As) && !Accept(K.Implicit))
            Expect(K.Assignment);
        return "CreateCastStmt";
    }

    private string CreateTransform()
    {
        Advance();
        Expect(K.For);
        SkipType();
        Expect(K.Language);
        SkipName();
        Expect('(');
        var from = Is(K.From);
        TransformElement(from);
        if (Accept(','))
            TransformElement(!from);
        Expect(')');
        return "CreateTransformStmt";
    }

    private void TransformElement(bool from)
    {
        Expect(from ? K.From : K.To);
        Expect(K.Sql, K.With);
        Expect(K.Function);
        FunctionWithArguments();
    }

    private string CreateLanguage()
    {
        Accept(K.Trusted);
        Accept(K.Procedural);
        Expect(K.Language);
        SkipName();
        var handler = Accept(K.Handler);
        if (handler)
        {
            AnyName();
            if (Accept(K.Inline))
                AnyName();
            if (Accept(K.No))
                Expect(K.Validator);
            else if (Accept(K.Validator))
                AnyName();
        }

        // Without a handler it is an extension under its old name.
        return handler ? "CreatePLangStmt" : "CreateExtensionStmt";
    }

    private string CreateCollation()
    {
        Advance();
        IfNotExists();
        AnyName();
        if (Accept(K.From))
            AnyName();
        else
            Definition();
        return "DefineStmt";
    }

    private string CreateConversion()
    {
        Accept(K.Default);
        Expect(K.Conversion);
        AnyName();
        Expect(K.For);
        SkipString();
        Expect(K.To);
        SkipString();
        Expect(K.From);
        AnyName();
        return "CreateConversionStmt";
    }

    private void TextSearchKind()
    {
        Expect(K.Search);
        if (!Accept(K.Parser) && !Accept(K.Dictionary) && !Accept(K.Template))
            Expect(K.Configuration);
    }

    private string CreateTextSearch()
    {
        Advance();
        TextSearchKind();
        AnyName();
        Definition();
        return "DefineStmt";
    }

    private string AlterTextSearch()
    {
        Advance();
        var configuration = Ahead().Keyword == K.Configuration;
        var dictionary = Ahead().Keyword == K.Dictionary;
        TextSearchKind();
        var name = AnyName();
        if (RenameOwnerOrSchema(Operations.ObjectKind.Other, name) is { } kind)
            return kind;
        if (dictionary)
        {
            Definition();
            return "AlterTSDictionaryStmt";
        }

        if (configuration)
            ChangeMapping();
        else
            Fail("RENAME or SET SCHEMA");
        return "AlterTSConfigurationStmt";
    }

    private void ChangeMapping()
    {
        if (Accept(K.Drop))
        {
            Expect(K.Mapping);
            IfExists();
            Expect(K.For);
            Names();
            return;
        }

        var add = Accept(K.Add);
        if (!add)
            Expect(K.Alter);
        Expect(K.Mapping);
        if (Accept(K.For))
            Names();
        else if (add || !Is(K.Replace))
            Fail("FOR");
        if (!add && Accept(K.Replace))
        {
            AnyName();
            Expect(K.With);
            AnyName();
            return;
        }

        Expect(K.With);
        List(() => AnyName());
    }

    private string CreateAccessMethod()
    {
        Advance();
        Expect(K.Method);
        SkipName();
        Expect(K.Type);
        if (!Accept(K.Index))
            Expect(K.Table);
        Expect(K.Handler);
        AnyName();
        return "CreateAmStmt";
    }
}
