using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Alter()
    {
        Advance();
        switch (Word)
        {
            case K.Table: return AlterTable();
            case K.Index: return AlterIndex();
            case K.View: return AlterView(ObjectKind.View);
            case K.Materialized:
                Advance();
                if (!Is(K.View))
                    Fail("VIEW");
                return AlterView(ObjectKind.MaterializedView);
            case K.Sequence: return AlterSequence();
            case K.Foreign:
                Advance();
                return Is(K.Table) ? AlterTable(ObjectKind.ForeignTable) : AlterWrapper();
            case K.Type: return AlterType();
            case K.Domain: return AlterDomain();
            case K.Function or K.Procedure or K.Routine: return AlterFunction();
            case K.Trigger: return AlterTrigger();
            case K.Policy: return AlterPolicy();
            case K.Rule: return AlterRule();
            case K.Event: return AlterEventTrigger();
            case K.Extension: return AlterExtension();
            case K.Publication: return AlterPublication();
            case K.Subscription: return AlterSubscription();
            case K.Statistics: return AlterStatistics();
            default: return AlterRare();
        }
    }

    private string AlterRare()
    {
        switch (Word)
        {
            case K.Role or K.User or K.Group: return AlterRole();
            case K.Default: return AlterDefaultPrivileges();
            case K.Database: return AlterDatabase();
            case K.Tablespace: return AlterTablespace();
            case K.System: return AlterSystem();
            case K.Operator: return AlterOperator();
            case K.Server: return AlterServer();
            case K.Text: return AlterTextSearch();
            case K.Schema: return AlterNamed(ObjectKind.Schema, () => Name());
            case K.Collation: return AlterNamed(ObjectKind.Collation, AnyName);
            case K.Conversion: return AlterNamed(ObjectKind.Other, AnyName);
            case K.Aggregate: return AlterNamed(ObjectKind.Function, AggregateWithArguments);
            case K.Procedural or K.Language:
                Accept(K.Procedural);
                return AlterNamed(ObjectKind.Other, () => Name());
            case K.Large:
                Advance();
                return AlterNamed(ObjectKind.Other, LargeObject);
        }

        Fail("what to alter: TABLE, INDEX, VIEW, TYPE, ...");
        return "";
    }

    private QualifiedName LargeObject()
    {
        Numeric();
        return "";
    }

    private string AlterNamed(ObjectKind kind, Func<QualifiedName> name)
    {
        Advance();
        var altered = name();
        if (kind == ObjectKind.Collation && Accept(K.Refresh, K.Version))
            return "AlterCollationStmt";
        if (RenameOwnerOrSchema(kind, altered) is { } statement)
            return statement;
        Fail("RENAME TO, OWNER TO or SET SCHEMA");
        return "";
    }

    private string? RenameOwnerOrSchema(ObjectKind kind, QualifiedName name) => RenameOrOwner(kind, name) ?? Schema(kind, name);

    private string? OwnerOrSchema(ObjectKind kind, QualifiedName name) => Is(K.Rename) ? null : RenameOwnerOrSchema(kind, name);

    private string? RenameOrOwner(ObjectKind kind, QualifiedName name)
    {
        if (Accept(K.Rename))
        {
            Expect(K.To);
            AddWritten(new RenameObject(kind, name, Name()));
            return "RenameStmt";
        }

        if (!Is(K.Owner, K.To))
            return null;
        Accept(K.Owner, K.To);
        AddWritten(new ChangeOwner(kind, name, Role()));
        return "AlterOwnerStmt";
    }

    private string? Schema(ObjectKind kind, QualifiedName name)
    {
        if (!Accept(K.Set, K.Schema))
            return null;
        AddWritten(new MoveObject(kind, name, Name()));
        return "AlterObjectSchemaStmt";
    }

    private string AlterView(ObjectKind kind)
    {
        Advance();
        if (kind == ObjectKind.MaterializedView && Is(K.All, K.In))
            return MoveAll();
        IfExists();
        var view = Relation();
        if (Accept(K.Rename))
            return RenameInView(kind, view);
        if (Schema(kind, view) is { } schema)
            return schema;
        if (kind == ObjectKind.MaterializedView && IsDependsOn)
            return DependsOnExtension();
        RelationClauses(kind, view);
        return "AlterTableStmt";
    }

    private string RenameInView(ObjectKind kind, QualifiedName view)
    {
        if (Accept(K.To))
        {
            AddWritten(new RenameObject(kind, view, Name()));
            return "RenameStmt";
        }

        Accept(K.Column);
        columnTokens.Add(at);
        SkipName();
        Expect(K.To);
        SkipName();
        return "RenameStmt";
    }

    private void RelationClauses(ObjectKind kind, QualifiedName name)
    {
        var clauses = at;
        List(() => AlterTableCommand(kind, name));
        OnlyRelationOperations(name);
        WriteClauses(begin, clauses);
    }

    private string AlterSequence()
    {
        Advance();
        var ifExists = IfExists();
        var name = Relation();
        if (Accept(K.Rename))
        {
            Expect(K.To);
            AddWritten(new RenameObject(ObjectKind.Sequence, name, Name()));
            return "RenameStmt";
        }

        if (Schema(ObjectKind.Sequence, name) is { } schema)
            return schema;
        var start = at;
        if (Word is K.Set or K.Owner or K.Reset or K.Add or K.Alter or K.Drop or K.Enable or K.Disable or K.Replica
            || (Is(K.No) && Ahead().Keyword is K.Inherit or K.Force))
        {
            RelationClauses(ObjectKind.Sequence, name);
            return "AlterTableStmt";
        }

        SequenceOptions(required: true);
        AddWritten(new AlterSequence(name, PrintFrom(start)) { IfExists = ifExists });
        return "AlterSeqStmt";
    }

    private bool IsDependsOn => Is(K.Depends) || Is(K.No, K.Depends);

    private string DependsOnExtension()
    {
        Accept(K.No);
        Expect(K.Depends, K.On);
        Expect(K.Extension);
        SkipName();
        return "AlterObjectDependsStmt";
    }
}
