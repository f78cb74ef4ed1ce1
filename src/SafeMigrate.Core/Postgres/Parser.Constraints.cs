using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private bool StartsTableConstraint => Word is K.Constraint or K.Check or K.Unique or K.Primary or K.Foreign or K.Not
        || (Is(K.Exclude) && (Ahead().Symbol == '(' || Ahead().Keyword == K.Using));

    private Constraint TableConstraint()
    {
        var start = at;
        var name = Accept(K.Constraint) ? Name() : null;
        return ConstraintElement(name).Placed(source.At(SpanFrom(start)));
    }

    private Constraint ConstraintElement(string? name)
    {
        switch (Word)
        {
            case K.Check:
                Advance();
                return Attributes(new CheckConstraint(name, ParenthesisedExpression()));
            case K.Not:
                Advance();
                Expect(K.Null);
                columnTokens.Add(at);
                return Attributes(new NotNullConstraint(name, Name()));
            case K.Unique:
                Advance();
                return Attributes(Unique(name));
            case K.Primary:
                Advance();
                Expect(K.Key);
                return Attributes(KeyColumns(new PrimaryKey(name, ValueList<string>.Empty)));
            case K.Exclude: return Attributes(Exclusion(name));
            case K.Foreign:
                Advance();
                Expect(K.Key);
                return Attributes(Foreign(name));
            default:
                Fail("CHECK, NOT NULL, UNIQUE, PRIMARY KEY, EXCLUDE or FOREIGN KEY");
                return new CheckConstraint(name, new Expression(""));
        }
    }

    private IndexConstraint Unique(string? name)
    {
        if (Is(K.Using))
            return KeyColumns(new UniqueConstraint(name, ValueList<string>.Empty));
        var notDistinct = NullsNotDistinct();
        return KeyColumns(new UniqueConstraint(name, ValueList<string>.Empty) { NullsNotDistinct = notDistinct }, mayAdopt: false);
    }

    private IndexConstraint KeyColumns(IndexConstraint constraint, bool mayAdopt = true)
    {
        if (mayAdopt && Is(K.Using))
        {
            Advance();
            Expect(K.Index);
            return constraint with { UsingIndex = Name() };
        }

        var (columns, overlaps) = KeyColumnList();
        constraint = constraint with { Columns = columns, WithoutOverlaps = overlaps };
        if (Accept(K.Include))
            constraint = constraint with { Include = ColumnList() };
        return IndexDetails(constraint);
    }

    private (ValueList<string> Columns, bool WithoutOverlaps) KeyColumnList()
    {
        var from = texts.Count;
        Expect('(');
        do
        {
            columnTokens.Add(at);
            texts.Push(Name());
        }
        while (Accept(','));
        var overlaps = Accept(K.Without, K.Overlaps);
        Expect(')');
        return (TextsFrom(from), overlaps);
    }

    // WITH (parameters) and USING INDEX TABLESPACE.
    private IndexConstraint IndexDetails(IndexConstraint constraint)
    {
        if (Accept(K.With))
            constraint = constraint with { With = Definition() };
        return Accept(K.Using, K.Index, K.Tablespace) ? constraint with { Tablespace = Name() } : constraint;
    }

    private ExclusionConstraint Exclusion(string? name)
    {
        Advance();
        var method = Accept(K.Using) ? Name() : null;
        var elements = new List<string>();
        var columns = new List<string>();
        ParenthesisedList(() =>
        {
            var start = at;
            if (IndexElement().Column is { } column)
                columns.Add(column);
            Expect(K.With);
            if (Accept(K.Operator))
                Parenthesised(QualifiedOperator);
            else
                QualifiedOperator();
            elements.Add(PrintFrom(start));
        });
        IndexConstraint constraint = new ExclusionConstraint(name, columns.ToValueList(), method, elements.ToValueList());
        if (Accept(K.Include))
            constraint = constraint with { Include = ColumnList() };
        constraint = IndexDetails(constraint);
        var exclusion = (ExclusionConstraint)constraint;
        return Accept(K.Where) ? exclusion with { Where = ParenthesisedExpression() } : exclusion;
    }

    private ForeignKey Foreign(string? name)
    {
        var (columns, period) = PeriodColumns();
        return References(name, columns, period);
    }

    // (a, b), where the last may be a PERIOD.
    private (ValueList<string> Columns, bool Period) PeriodColumns()
    {
        var from = texts.Count;
        var period = false;
        Expect('(');
        do
        {
            period = texts.Count > from && Is(K.Period) && Ahead().Symbol is not (',' or ')') && Accept(K.Period);
            columnTokens.Add(at);
            texts.Push(Name());
        }
        while (Accept(','));
        Expect(')');
        return (TextsFrom(from), period);
    }

    private ForeignKey References(string? name, ValueList<string> columns, bool period = false)
    {
        Expect(K.References);
        var parent = Relation();
        var referenced = ValueList<string>.Empty;
        if (Is('('))
            referenced = PeriodColumns().Columns;
        var match = Accept(K.Match) ? MatchWord() : null;
        string? onDelete = null;
        string? onUpdate = null;
        for (var i = 0; i < 2 && Is(K.On); i++)
            ForeignKeyAction(ref onDelete, ref onUpdate);
        return new ForeignKey(name, columns, parent, referenced) { Period = period, Match = match, OnDelete = onDelete, OnUpdate = onUpdate };
    }

    private string MatchWord()
    {
        var start = at;
        if (!Accept(K.Full) && !Accept(K.Simple))
            Fail("FULL or SIMPLE");
        return PrintFrom(start);
    }

    private void ForeignKeyAction(ref string? onDelete, ref string? onUpdate)
    {
        Advance();
        var update = Accept(K.Update);
        if (!update)
            Expect(K.Delete);
        if ((update ? onUpdate : onDelete) is not null)
            Fail("one action each for UPDATE and DELETE");
        var start = at;
        if (!Accept(K.No, K.Action) && !Accept(K.Restrict) && !Accept(K.Cascade))
        {
            Expect(K.Set);
            if (!Accept(K.Null))
                Expect(K.Default);
            if (!update && Is('('))
                ColumnList();
        }

        if (update)
            onUpdate = PrintFrom(start);
        else
            onDelete = PrintFrom(start);
    }

    // ConstraintAttributeSpec, as far as the kind of constraint allows it (processCASbits).
    private Constraint Attributes(Constraint constraint)
    {
        var deferrable = constraint is IndexConstraint or ForeignKey;
        var enforced = constraint is CheckConstraint or ForeignKey;
        var validated = constraint is CheckConstraint or ForeignKey or NotNullConstraint;
        var inherited = constraint is CheckConstraint or NotNullConstraint;
        var notDeferrable = false;
        while (!failed)
        {
            var start = at;
            var (allowed, changed) = Attribute(constraint);
            if (changed is null)
                break;
            notDeferrable |= tokens[start].Keyword == K.Not && tokens[start + 1].Keyword == K.Deferrable;
            var fits = allowed switch { K.Deferrable => deferrable, K.Enforced => enforced, K.Valid => validated, K.Inherit => inherited, _ => true };
            if (!fits || (notDeferrable && changed.Deferrable))
            {
                Return(start);
                Fail("an attribute that this constraint can have");
            }

            constraint = changed;
        }

        return constraint;
    }

    private (Keyword Kind, Constraint? Changed) Attribute(Constraint constraint)
    {
        if (Accept(K.Deferrable))
            return (K.Deferrable, constraint with { Deferrable = true });
        if (Accept(K.Not, K.Deferrable))
            return (K.All, constraint);
        if (Accept(K.Initially, K.Deferred))
            return (K.Deferrable, constraint with { Deferrable = true, InitiallyDeferred = true });
        if (Accept(K.Initially, K.Immediate))
            return (K.All, constraint);
        if (Accept(K.Not, K.Valid))
            return (K.Valid, constraint with { NotValid = true });
        if (Accept(K.No, K.Inherit))
            return (K.Inherit, constraint with { NoInherit = true });
        if (Accept(K.Enforced))
            return (K.Enforced, constraint);
        return Accept(K.Not, K.Enforced) ? (K.Enforced, constraint with { NotEnforced = true }) : (K.All, null);
    }

    // WITH (a = 1, b): the text between the parentheses.
    private string Definition()
    {
        Expect('(');
        var start = at;
        List(DefinitionElement);
        var text = PrintFrom(start);
        Expect(')');
        return text;
    }

    private void DefinitionElement()
    {
        SkipLabel();
        if (Accept('='))
            DefinitionValue();
    }

    // reloptions: names may have a namespace.
    private string StorageParameters()
    {
        Expect('(');
        var start = at;
        List(StorageParameter);
        var text = PrintFrom(start);
        Expect(')');
        return text;
    }

    private ValueList<string> StorageParameterList()
    {
        var parameters = new List<string>();
        ParenthesisedList(() =>
        {
            var start = at;
            StorageParameter();
            parameters.Add(PrintFrom(start));
        });
        return parameters.ToValueList();
    }

    private void StorageParameter()
    {
        SkipLabel();
        if (Accept('.'))
            SkipLabel();
        if (Accept('='))
            DefinitionValue();
    }

    // def_arg: a type, a reserved word, an operator, a number, a string or NONE.
    private void DefinitionValue()
    {
        if (Now.Kind == TokenKind.String)
            Advance();
        else if (IsNumeric)
            Numeric();
        else if (Is(K.Operator) || IsOperator)
            TakeOperator();
        else if (Is(K.None) || (Now.Kind == TokenKind.Word && Keywords.Category(Word) == KeywordCategory.Reserved))
            TakeName();
        else
            SkipFunctionType();
    }

    private void SkipFunctionType() => SkipType();
}
