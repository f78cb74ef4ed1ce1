using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Create()
    {
        Advance();
        if (Accept(K.Or, K.Replace))
            return CreateOrReplace();
        var persistence = PersistenceWords();
        switch (Word)
        {
            case K.Table: return CreateTable(persistence);
            case K.View or K.Recursive: return CreateView(orReplace: false, persistence);
            case K.Sequence: return CreateSequence(persistence);
            case K.Materialized when persistence != Persistence.Temporary: return CreateMaterializedView(persistence);
        }

        if (persistence == Persistence.Permanent)
            return CreateObject();
        Fail("TABLE, VIEW or SEQUENCE");
        return "";
    }

    private string CreateOrReplace()
    {
        switch (Word)
        {
            case K.Function or K.Procedure: return CreateFunction(orReplace: true);
            case K.Trigger or K.Constraint: return CreateTrigger(orReplace: true);
            case K.Rule: return CreateRule(orReplace: true);
            case K.Aggregate: return CreateAggregate();
            case K.Trusted or K.Procedural or K.Language: return CreateLanguage();
            case K.Transform: return CreateTransform();
        }

        var persistence = PersistenceWords();
        if (Word is K.View or K.Recursive)
            return CreateView(orReplace: true, persistence);
        Fail("VIEW, FUNCTION, PROCEDURE, TRIGGER, RULE, AGGREGATE, LANGUAGE or TRANSFORM");
        return "";
    }

    private string CreateObject()
    {
        switch (Word)
        {
            case K.Unique:
                Advance();
                if (Is(K.Index))
                    return CreateIndex(unique: true);
                Fail("INDEX");
                return "";
            case K.Index: return CreateIndex(unique: false);
            case K.Function or K.Procedure: return CreateFunction(orReplace: false);
            case K.Trigger or K.Constraint: return CreateTrigger(orReplace: false);
            case K.Rule: return CreateRule(orReplace: false);
            case K.Schema: return CreateSchema();
            case K.Type: return CreateType();
            case K.Domain: return CreateDomain();
            case K.Extension: return CreateExtension();
            case K.Policy: return CreatePolicy();
            case K.Publication: return CreatePublication();
            case K.Subscription: return CreateSubscription();
            case K.Statistics: return CreateStatistics();
            case K.Event: return CreateEventTrigger();
            case K.Role or K.User or K.Group: return CreateRole();
            default: return CreateRare();
        }
    }

    private string CreateRare()
    {
        switch (Word)
        {
            case K.Aggregate: return CreateAggregate();
            case K.Trusted or K.Procedural or K.Language: return CreateLanguage();
            case K.Transform: return CreateTransform();
            case K.Operator: return CreateOperator();
            case K.Cast: return CreateCast();
            case K.Collation: return CreateCollation();
            case K.Conversion or K.Default: return CreateConversion();
            case K.Text: return CreateTextSearch();
            case K.Foreign: return CreateForeign();
            case K.Server: return CreateServer();
            case K.Access: return CreateAccessMethod();
            case K.Database: return CreateDatabase();
            case K.Tablespace: return CreateTablespace();
        }

        Fail("what to create: TABLE, INDEX, VIEW, FUNCTION, TYPE, ...");
        return "";
    }
}
