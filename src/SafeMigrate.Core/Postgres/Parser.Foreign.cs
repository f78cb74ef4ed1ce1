using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string CreateForeign()
    {
        Advance();
        if (Is(K.Table))
            return CreateForeignTable();
        Expect(K.Data);
        Expect(K.Wrapper);
        SkipName();
        WrapperOptions();
        if (Is(K.Options))
            GenericOptions();
        return "CreateFdwStmt";
    }

    private bool WrapperOptions()
    {
        var start = at;
        while (!failed && (Word is K.Handler or K.Validator || (Is(K.No) && Ahead().Keyword is K.Handler or K.Validator)))
        {
            var no = Accept(K.No);
            Advance();
            if (!no)
                AnyName();
        }

        return at > start;
    }

    private string CreateForeignTable()
    {
        Advance();
        var ifNotExists = IfNotExists();
        var name = Relation();
        var parent = Accept(K.Partition, K.Of) ? Relation() : null;
        var elements = parent is null || Is('(') ? TableElements(typed: parent is not null) : Elements.None;
        var partition = parent is null ? null : new PartitionOf(parent, PartitionBound());
        var inherits = parent is null && Accept(K.Inherits) ? ParenthesisedRelations() : ValueList<QualifiedName>.Empty;
        Expect(K.Server);
        var server = Name();
        Add(new CreateTable(name, elements.Columns, elements.Constraints)
        {
            IfNotExists = ifNotExists,
            PartitionOf = partition,
            Inherits = inherits,
            Like = elements.Likes,
            Server = server,
            ForeignOptions = Is(K.Options) ? GenericOptions() : null,
        }, begin);
        return "CreateForeignTableStmt";
    }

    private ValueList<QualifiedName> ParenthesisedRelations()
    {
        Expect('(');
        var names = ListOf(Relation);
        Expect(')');
        return names;
    }

    private string CreateServer()
    {
        Advance();
        IfNotExists();
        SkipName();
        if (Accept(K.Type))
            SkipString();
        ServerVersion();
        Expect(K.Foreign, K.Data);
        Expect(K.Wrapper);
        SkipName();
        if (Is(K.Options))
            GenericOptions();
        return "CreateForeignServerStmt";
    }

    private bool ServerVersion()
    {
        if (!Accept(K.Version))
            return false;
        if (!Accept(K.Null))
            SkipString();
        return true;
    }

    private string AlterServer()
    {
        Advance();
        QualifiedName name = Name();
        if (RenameOrOwner(ObjectKind.Other, name) is { } kind)
            return kind;
        var version = ServerVersion();
        if (Is(K.Options) || !version)
            GenericOptions(altering: true);
        return "AlterForeignServerStmt";
    }

    private string AlterWrapper()
    {
        Expect(K.Data);
        Expect(K.Wrapper);
        QualifiedName name = Name();
        if (RenameOrOwner(ObjectKind.Other, name) is { } kind)
            return kind;
        var options = WrapperOptions();
        if (Is(K.Options) || !options)
            GenericOptions(altering: true);
        return "AlterFdwStmt";
    }

    // A user may be called mapping.
    private bool AcceptUserMapping() => Is(K.User, K.Mapping) && Ahead(2).Keyword is K.For or K.If && Accept(K.User, K.Mapping);

    private string CreateUserMapping()
    {
        IfNotExists();
        MappingTarget();
        if (Is(K.Options))
            GenericOptions();
        return "CreateUserMappingStmt";
    }

    private string AlterUserMapping()
    {
        MappingTarget();
        GenericOptions(altering: true);
        return "AlterUserMappingStmt";
    }

    private void MappingTarget()
    {
        Expect(K.For);
        if (!Accept(K.User))
            Role();
        Expect(K.Server);
        SkipName();
    }

    private string Import()
    {
        Advance();
        Expect(K.Foreign, K.Schema);
        SkipName();
        if (Accept(K.Limit))
        {
            Expect(K.To);
            ParenthesisedList(() => RelationWithOnly());
        }
        else if (Accept(K.Except))
            ParenthesisedList(() => RelationWithOnly());
        Expect(K.From, K.Server);
        SkipName();
        Expect(K.Into);
        SkipName();
        if (Is(K.Options))
            GenericOptions();
        return "ImportForeignSchemaStmt";
    }
}
