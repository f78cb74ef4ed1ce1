using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string DropOther()
    {
        switch (Word)
        {
            case K.View: return DropObjects(ObjectKind.View, 1, AnyRelation);
            case K.Materialized:
                Advance();
                if (!Is(K.View))
                    Fail("VIEW");
                return DropObjects(ObjectKind.MaterializedView, 1, AnyRelation);
            case K.Sequence: return DropObjects(ObjectKind.Sequence, 1, AnyRelation);
            case K.Foreign:
                Advance();
                if (Is(K.Table))
                    return DropObjects(ObjectKind.ForeignTable, 1, AnyRelation);
                if (!Is(K.Data, K.Wrapper))
                    Fail("TABLE or DATA WRAPPER");
                return DropObjects(ObjectKind.Other, 2, SimpleName);
            case K.Type: return DropObjects(ObjectKind.Type, 1, DroppedType);
            case K.Domain: return DropObjects(ObjectKind.Domain, 1, DroppedType);
            case K.Schema: return DropObjects(ObjectKind.Schema, 1, SimpleName);
            case K.Extension: return DropObjects(ObjectKind.Extension, 1, SimpleName);
            case K.Publication: return DropObjects(ObjectKind.Publication, 1, SimpleName);
            case K.Statistics: return DropObjects(ObjectKind.Statistics, 1, AnyName);
            case K.Collation: return DropObjects(ObjectKind.Collation, 1, AnyName);
            case K.Function or K.Routine: return DropObjects(ObjectKind.Function, 1, FunctionWithArguments);
            case K.Procedure: return DropObjects(ObjectKind.Procedure, 1, FunctionWithArguments);
            case K.Aggregate: return DropObjects(ObjectKind.Function, 1, AggregateWithArguments);
            case K.Trigger or K.Rule or K.Policy: return DropOnTable();
            default: return DropRare();
        }
    }

    private string DropRare()
    {
        switch (Word)
        {
            case K.Conversion: return DropObjects(ObjectKind.Other, 1, AnyName);
            case K.Text:
                Advance();
                TextSearchKind();
                return DropObjects(ObjectKind.Other, 0, AnyName);
            case K.Access when Ahead().Keyword == K.Method: return DropObjects(ObjectKind.Other, 2, SimpleName);
            case K.Event when Ahead().Keyword == K.Trigger: return DropObjects(ObjectKind.Other, 2, SimpleName);
            case K.Procedural when Ahead().Keyword == K.Language: return DropObjects(ObjectKind.Other, 2, SimpleName);
            case K.Language or K.Server: return DropObjects(ObjectKind.Other, 1, SimpleName);
            case K.Operator: return DropOperator();
            case K.Cast: return DropCast();
            case K.Transform: return DropTransform();
            case K.Role or K.User or K.Group: return DropRole();
            case K.Database: return DropDatabase();
            case K.Subscription:
                DropObjects(ObjectKind.Subscription, 1, SimpleName, many: false);
                return "DropSubscriptionStmt";
            case K.Tablespace:
                Advance();
                IfExists();
                SkipName();
                return "DropTableSpaceStmt";
            case K.Owned:
                Advance();
                Expect(K.By);
                Roles();
                Cascade();
                return "DropOwnedStmt";
        }

        Fail("what to drop: TABLE, INDEX, COLUMN, VIEW, TYPE, ...");
        return "";
    }

    private QualifiedName SimpleName() => Name();

    private QualifiedName DroppedType()
    {
        var type = TypeName();
        return new QualifiedName(type.Schema, type.Name);
    }

    // An operation for each object, with the statement that drops it alone.
    private string DropObjects(ObjectKind kind, int words, Func<QualifiedName> item, bool many = true)
    {
        for (var i = 0; i < words; i++)
            Advance();
        var ifExists = IfExists();
        var head = PrintFrom(begin);
        var dropped = new List<(QualifiedName Name, string Text)>();
        do
        {
            var start = at;
            var name = item();
            dropped.Add((name, PrintFrom(start)));
        }
        while (many && Accept(','));
        var cascade = Cascade();
        foreach (var (name, text) in dropped)
            Add(new DropObject(kind, name) { IfExists = ifExists, Cascade = cascade, Written = $"{head} {text}" }, begin);
        return "DropStmt";
    }

    private string DropOnTable()
    {
        var kind = Word;
        Advance();
        var ifExists = IfExists();
        var name = Name();
        Expect(K.On);
        var start = at;
        var table = AnyName();
        NoteRelation(start);
        var cascade = Cascade();
        AddWritten(kind switch
        {
            K.Trigger => new DropTrigger(table, name) { IfExists = ifExists, Cascade = cascade },
            K.Rule => new DropRule(table, name) { IfExists = ifExists, Cascade = cascade },
            _ => new ChangePolicy(table, name, "DROP") { IfExists = ifExists },
        });
        return "DropStmt";
    }

    private string DropOperator()
    {
        Advance();
        if (Accept(K.Class) || Accept(K.Family))
        {
            IfExists();
            AnyName();
            Expect(K.Using);
            SkipName();
        }
        else
        {
            IfExists();
            List(OperatorWithTypes);
        }

        Cascade();
        return "DropStmt";
    }

    private string DropCast()
    {
        Advance();
        IfExists();
        CastTypes();
        Cascade();
        return "DropStmt";
    }

    private string DropTransform()
    {
        Advance();
        IfExists();
        Expect(K.For);
        SkipType();
        Expect(K.Language);
        SkipName();
        Cascade();
        return "DropStmt";
    }

    private string DropRole()
    {
        if (AcceptUserMapping())
        {
            IfExists();
            MappingTarget();
            return "DropUserMappingStmt";
        }

        Advance();
        IfExists();
        Roles();
        return "DropRoleStmt";
    }
}
