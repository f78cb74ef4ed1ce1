using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string CreateType()
    {
        Advance();
        var type = AnyName();
        if (!Accept(K.As))
        {
            if (Is('('))
                Definition();
            Add(new CreateType(type, RawFrom(begin)), begin);
            return "DefineStmt";
        }

        if (Accept(K.Enum))
        {
            Add(new CreateEnum(type, EnumValues()), begin);
            return "CreateEnumStmt";
        }

        if (Accept(K.Range))
        {
            Definition();
            Add(new CreateType(type, RawFrom(begin)), begin);
            return "CreateRangeStmt";
        }

        Expect('(');
        if (!Is(')'))
            List(CompositeAttribute);
        Expect(')');
        Add(new CreateType(type, RawFrom(begin)), begin);
        return "CompositeTypeStmt";
    }

    private ValueList<string> EnumValues()
    {
        var values = new List<string>();
        Expect('(');
        if (!Is(')'))
            List(() => values.Add(StringText()));
        Expect(')');
        return values.ToValueList();
    }

    private void CompositeAttribute()
    {
        columnTokens.Add(at);
        SkipName();
        SkipType();
        if (Accept(K.Collate))
            AnyName();
    }

    private string CreateDomain()
    {
        Advance();
        var name = AnyName();
        Accept(K.As);
        var clauses = new Clauses { Name = "value", Type = TypeName() };
        var column = ColumnClauses(ref clauses);
        AddWritten(new CreateDomain(name, column.Type)
        {
            NotNull = column.NotNull,
            Default = column.Default,
            Checks = column.Constraints.OfType<CheckConstraint>().ToValueList(),
        });
        return "CreateDomainStmt";
    }

    private string AlterDomain()
    {
        Advance();
        var domain = AnyName();
        if (Accept(K.Rename))
            return RenameDomain(domain);
        if (OwnerOrSchema(ObjectKind.Domain, domain) is { } kind)
            return kind;
        if (Accept(K.Set, K.Default))
            AddWritten(new SetDomainDefault(domain, ReadExpression()));
        else if (Accept(K.Set))
        {
            Expect(K.Not, K.Null);
            AddWritten(new SetDomainNotNull(domain, true));
        }
        else if (Accept(K.Drop))
            DropFromDomain(domain);
        else if (Accept(K.Add))
            AddToDomain(domain);
        else
        {
            Expect(K.Validate, K.Constraint);
            AddWritten(new ValidateDomainConstraint(domain, Name()));
        }

        return "AlterDomainStmt";
    }

    private string RenameDomain(QualifiedName domain)
    {
        if (Accept(K.Constraint))
        {
            SkipName();
            Expect(K.To);
            SkipName();
            return "RenameStmt";
        }

        Expect(K.To);
        AddWritten(new RenameObject(ObjectKind.Domain, domain, Name()));
        return "RenameStmt";
    }

    private void DropFromDomain(QualifiedName domain)
    {
        if (Accept(K.Default))
            AddWritten(new SetDomainDefault(domain, null));
        else if (Accept(K.Not))
        {
            Expect(K.Null);
            AddWritten(new SetDomainNotNull(domain, false));
        }
        else
        {
            Expect(K.Constraint);
            IfExists();
            var name = Name();
            Cascade();
            AddWritten(new DropDomainConstraint(domain, name));
        }
    }

    // PostgreSQL 17 and later also take NOT NULL as a constraint of a domain.
    private void AddToDomain(QualifiedName domain)
    {
        var start = at;
        var name = Accept(K.Constraint) ? Name() : null;
        if (Accept(K.Not))
        {
            Expect(K.Null);
            AddWritten(new SetDomainNotNull(domain, true));
        }
        else if (Accept(K.Check))
        {
            var check = (CheckConstraint)Attributes(new CheckConstraint(name, ParenthesisedExpression()));
            check = check with { Location = source.At(SpanFrom(start)) };
            AddWritten(new AddDomainConstraint(domain, check));
        }
        else
            Fail("CHECK or NOT NULL");
    }

    private string AlterType()
    {
        Advance();
        var type = AnyName();
        if (OwnerOrSchema(ObjectKind.Type, type) is { } kind)
            return kind;
        if (Accept(K.Add, K.Value))
            return AddValue(type);
        if (Accept(K.Rename))
            return RenameInType(type);
        if (Is(K.Set))
        {
            Advance();
            Definition();
            return "AlterTypeStmt";
        }

        CheckParts();
        var clauses = at;
        List(() => ChangeAttribute(type));
        WriteClauses(begin, clauses);
        return "AlterTableStmt";
    }

    private string AddValue(QualifiedName type)
    {
        var ifNotExists = IfNotExists();
        var add = new AddEnumValue(type, StringText()) { IfNotExists = ifNotExists };
        if (Accept(K.Before))
            add = add with { Before = StringText() };
        else if (Accept(K.After))
            add = add with { After = StringText() };
        AddWritten(add);
        return "AlterEnumStmt";
    }

    private string RenameInType(QualifiedName type)
    {
        if (Accept(K.Value))
        {
            var old = StringText();
            Expect(K.To);
            AddWritten(new RenameEnumValue(type, old, StringText()));
            return "AlterEnumStmt";
        }

        if (Accept(K.Attribute))
        {
            var attribute = Name();
            Expect(K.To);
            SkipName();
            AddWritten(new ChangeAttribute(type, attribute, "RENAME") { Cascade = Cascade() });
            return "RenameStmt";
        }

        Expect(K.To);
        AddWritten(new RenameObject(ObjectKind.Type, type, Name()));
        return "RenameStmt";
    }

    private void ChangeAttribute(QualifiedName type)
    {
        var start = at;
        var change = Keywords.Text(Word).ToUpperInvariant();
        var (name, subcommand) = Word switch { K.Add => ("ADD", "AT_AddColumn"), K.Drop => ("DROP", "AT_DropColumn"), _ => ("ALTER", "AT_AlterColumnType") };
        if (!Accept(K.Add) && !Accept(K.Drop))
            Expect(K.Alter);
        Expect(K.Attribute);
        if (name == "DROP")
            IfExists();
        columnTokens.Add(at);
        var attribute = Name();
        if (name == "ALTER")
        {
            Accept(K.Set, K.Data);
            Expect(K.Type);
        }

        if (name != "DROP")
        {
            SkipType();
            if (Accept(K.Collate))
                AnyName();
        }

        Command(subcommand, new ChangeAttribute(type, attribute, change) { Cascade = Cascade() }, start);
    }
}
