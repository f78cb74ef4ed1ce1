using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    // What was read of a column so far: its clauses come in any order, and a record would be copied for each.
    private struct Clauses
    {
        public string Name;
        public DataType Type;
        public bool NotNull;
        public string? NotNullName;
        public bool NotNullNoInherit;
        public Expression? Default;
        public Generated? Generated;
        public Identity? Identity;
        public QualifiedName? Collation;
        public string? Storage;
        public string? Compression;
        public string? ForeignOptions;

        public readonly Column ToColumn(ValueList<Constraint> constraints) => new(Name, Type)
        {
            NotNull = NotNull,
            NotNullName = NotNullName,
            NotNullNoInherit = NotNullNoInherit,
            Default = Default,
            Generated = Generated,
            Identity = Identity,
            Collation = Collation,
            Storage = Storage,
            Compression = Compression,
            ForeignOptions = ForeignOptions,
            Constraints = constraints,
        };
    }

    // columnDef: name, type, STORAGE, COMPRESSION, OPTIONS, and then the clauses in any order.
    private Column ColumnDefinition()
    {
        columnTokens.Add(at);
        var clauses = new Clauses { Name = Name(), Type = TypeName() };
        if (Accept(K.Storage))
            clauses.Storage = NameOrDefault();
        if (Accept(K.Compression))
            clauses.Compression = NameOrDefault();
        if (Is(K.Options))
            clauses.ForeignOptions = GenericOptions();
        return ColumnClauses(ref clauses);
    }

    // A column of a typed table or a partition: its type is known.
    private Column TypedColumn()
    {
        columnTokens.Add(at);
        var clauses = new Clauses { Name = Name(), Type = new DataType("") };
        if (Accept(K.With))
            Expect(K.Options);
        return ColumnClauses(ref clauses);
    }

    private string NameOrDefault()
    {
        if (!Accept(K.Default))
            return Name();
        return "DEFAULT";
    }

    private Column ColumnClauses(ref Clauses clauses)
    {
        var from = constraints.Count;
        while (!failed)
        {
            var start = at;
            if (clauses.Collation is null && Accept(K.Collate))
                clauses.Collation = AnyName();
            else if (ConstraintAttribute(from))
                continue;
            else if (!ColumnClause(ref clauses, start))
                break;
        }

        return clauses.ToColumn(constraints.Take(from));
    }

    private bool ColumnClause(ref Clauses column, int start)
    {
        var name = Accept(K.Constraint) ? Name() : null;
        switch (Word)
        {
            case K.Not:
                Advance();
                Expect(K.Null);
                (column.NotNull, column.NotNullName, column.NotNullNoInherit) = (true, column.NotNullName ?? name, Accept(K.No, K.Inherit) || column.NotNullNoInherit);
                return true;
            case K.Null:
                Advance();
                return true;
            case K.Default:
                Advance();
                column.Default = ReadExpression(restricted: true);
                return true;
            case K.Generated:
                GeneratedClause(ref column);
                return true;
            default:
                return ColumnConstraint(column.Name, name, start);
        }
    }

    private bool ColumnConstraint(string column, string? name, int start)
    {
        Constraint constraint;
        switch (Word)
        {
            case K.Unique:
                Advance();
                constraint = IndexDetails(new UniqueConstraint(name, NameTable.Alone(column)) { NullsNotDistinct = NullsNotDistinct() });
                break;
            case K.Primary:
                Advance();
                Expect(K.Key);
                constraint = IndexDetails(new PrimaryKey(name, NameTable.Alone(column)));
                break;
            case K.Check:
                Advance();
                constraint = new CheckConstraint(name, ParenthesisedExpression()) { NoInherit = Accept(K.No, K.Inherit) };
                break;
            case K.References:
                constraint = References(name, NameTable.Alone(column));
                break;
            default:
                if (name is not null)
                    Fail("a constraint");
                return false;
        }

        constraints.Push(constraint.Placed(source.At(SpanFrom(start))));
        return true;
    }

    // Behind a constraint of the column: when and whether it is checked.
    private bool ConstraintAttribute(int from)
    {
        if (Accept(K.Not, K.Deferrable) || Accept(K.Initially, K.Immediate) || Accept(K.Enforced))
            return true;
        var (deferrable, deferred) = (Accept(K.Deferrable), Accept(K.Initially, K.Deferred));
        if (!deferrable && !deferred && !Accept(K.Not, K.Enforced))
            return false;
        if (constraints.Count > from)
        {
            ref var last = ref constraints.Top;
            last = deferrable || deferred ? last with { Deferrable = true, InitiallyDeferred = deferred || last.InitiallyDeferred } : last with { NotEnforced = true };
        }

        return true;
    }

    private bool GeneratedWhen()
    {
        if (Accept(K.Always))
            return true;
        Expect(K.By, K.Default);
        return false;
    }

    private void GeneratedClause(ref Clauses column)
    {
        Advance();
        var always = GeneratedWhen();
        Expect(K.As);
        if (Accept(K.Identity))
        {
            column.Identity = new Identity(always, ParenthesisedSequenceOptions());
            return;
        }

        if (!always)
            Fail("IDENTITY");
        var expression = ParenthesisedExpression();
        var stored = Accept(K.Stored);
        if (!stored)
            Accept(K.Virtual);
        column.Generated = new Generated(expression, stored);
    }

    private string ParenthesisedSequenceOptions()
    {
        if (!Accept('('))
            return "";
        var start = at;
        SequenceOptions(required: true);
        var options = PrintFrom(start);
        Expect(')');
        return options;
    }

    private void SequenceOptions(bool required)
    {
        if (required && !SequenceOption())
            Fail("an option of a sequence");
        while (!failed && SequenceOption())
        {
        }
    }

    private bool SequenceOption()
    {
        switch (Word)
        {
            case K.As:
                Advance();
                SkipSimpleType();
                return true;
            case K.Cache or K.Maxvalue or K.Minvalue:
                Advance();
                Numeric();
                return true;
            case K.Cycle or K.Logged or K.Unlogged:
                Advance();
                return true;
            case K.No:
                Advance();
                if (!Accept(K.Cycle) && !Accept(K.Maxvalue) && !Accept(K.Minvalue))
                    Fail("CYCLE, MAXVALUE or MINVALUE");
                return true;
            case K.Increment:
                Advance();
                Accept(K.By);
                Numeric();
                return true;
            case K.Owned:
                Advance();
                Expect(K.By);
                AnyName();
                return true;
            case K.Sequence:
                Advance();
                Expect(K.Name);
                AnyName();
                return true;
            case K.Start:
                Advance();
                Accept(K.With);
                Numeric();
                return true;
            case K.Restart:
                Restarted();
                return true;
            default:
                return false;
        }
    }

    private void Restarted()
    {
        Advance();
        if (Accept(K.With) || IsNumeric)
            Numeric();
    }

    private bool IsNumeric => Now.Kind is TokenKind.Integer or TokenKind.Number
        || (Now.Symbol is '+' or '-' && Ahead().Kind is TokenKind.Integer or TokenKind.Number) || IsVariable;

    // NumericOnly
    private void Numeric()
    {
        if (Now.Symbol is '+' or '-')
        {
            Now.Use |= TokenUse.Prefix;
            Advance();
        }

        if (Now.Kind is TokenKind.Integer or TokenKind.Number)
            Advance();
        else if (IsVariable)
            SkipVariable();
        else
            Fail("a number");
    }

    private void SignedInteger()
    {
        if (Now.Symbol is '+' or '-')
        {
            Now.Use |= TokenUse.Prefix;
            Advance();
        }

        Integer();
    }

    private bool NullsNotDistinct()
    {
        if (!Accept(K.Nulls))
            return false;
        var not = Accept(K.Not);
        Expect(K.Distinct);
        return not;
    }
}
