using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string CreateTrigger(bool orReplace)
    {
        if (orReplace && Is(K.Constraint))
            Fail("TRIGGER: CREATE OR REPLACE CONSTRAINT TRIGGER is not supported");
        var constraint = Accept(K.Constraint);
        Expect(K.Trigger);
        var name = Name();
        if (constraint)
            Expect(K.After);
        else if (!Accept(K.Before) && !Accept(K.After) && !Accept(K.Instead, K.Of))
            Fail("BEFORE, AFTER or INSTEAD OF");
        var events = new HashSet<Keyword>();
        do
        {
            if (!events.Add(Word))
                Fail("each event once");
            TriggerEvent();
        }
        while (Accept(K.Or));
        Expect(K.On);
        var table = Relation();
        QualifiedName? from = null;
        if (constraint)
            from = ConstraintTriggerTail();
        else
            TriggerTail();
        if (Accept(K.When))
            Parenthesised(() => Expr());
        ExecuteFunction(() => TriggerArguments());
        Add(new CreateTrigger(table, name) { Replace = orReplace, From = from, Sql = RawFrom(begin) }, begin);
        return "CreateTrigStmt";
    }

    private void TriggerEvent()
    {
        if (Accept(K.Insert) || Accept(K.Delete) || Accept(K.Truncate))
            return;
        Expect(K.Update);
        if (!Accept(K.Of))
            return;
        List(() =>
        {
            columnTokens.Add(at);
            SkipName();
        });
    }

    private QualifiedName? ConstraintTriggerTail()
    {
        var from = Accept(K.From) ? Relation() : null;
        var (never, deferrable, immediate, deferred) = (false, false, false, false);
        while (!failed)
        {
            if (Accept(K.Not, K.Deferrable))
                never = true;
            else if (Accept(K.Deferrable))
                deferrable = true;
            else if (Accept(K.Initially, K.Immediate))
                immediate = true;
            else if (Accept(K.Initially, K.Deferred))
                deferred = true;
            else
                break;
            if ((never && (deferrable || deferred)) || (immediate && deferred))
                Stop(deferred && never ? "constraint declared INITIALLY DEFERRED must be DEFERRABLE" : "conflicting constraint properties");
        }

        Expect(K.For, K.Each);
        Expect(K.Row);
        return from;
    }

    private void TriggerTail()
    {
        if (Accept(K.Referencing))
        {
            do
                Transition();
            while (Word is K.New or K.Old);
        }

        if (!Accept(K.For))
            return;
        Accept(K.Each);
        if (!Accept(K.Row))
            Expect(K.Statement);
    }

    private void Transition()
    {
        if (!Accept(K.New))
            Expect(K.Old);
        if (!Accept(K.Table))
            Expect(K.Row);
        Accept(K.As);
        SkipName();
    }

    private void ExecuteFunction(Part arguments)
    {
        Expect(K.Execute);
        if (!Accept(K.Function))
            Expect(K.Procedure);
        AnyFunctionName();
        Parenthesised(arguments);
    }

    private void TriggerArguments()
    {
        if (Is(')'))
            return;

        // The grammar takes an empty argument in front of the first comma.
        Accept(',');
        List(() =>
        {
            if (Now.Kind is TokenKind.Integer or TokenKind.Number or TokenKind.String)
                Advance();
            else
                SkipLabel();
        });
    }

    private string CreateEventTrigger()
    {
        Advance();
        Expect(K.Trigger);
        SkipName();
        Expect(K.On);
        SkipLabel();
        if (Accept(K.When))
        {
            do
            {
                SkipName();
                Expect(K.In);
                ParenthesisedList(SkipString);
            }
            while (Accept(K.And));
        }

        ExecuteFunction(() => { });
        return "CreateEventTrigStmt";
    }

    private string CreateRule(bool orReplace)
    {
        Advance();
        var name = Name();
        Expect(K.As, K.On);
        if (!Accept(K.Select) && !Accept(K.Update) && !Accept(K.Delete))
            Expect(K.Insert);
        Expect(K.To);
        var table = Relation();
        if (Accept(K.Where))
            Expr();
        Expect(K.Do);
        if (!Accept(K.Instead))
            Accept(K.Also);
        var known = operations.Count;
        RuleActions();
        if (!failed)
            operations.RemoveRange(known, operations.Count - known);
        Add(new CreateRule(table, name) { Replace = orReplace, Sql = RawFrom(begin) }, begin);
        return "RuleStmt";
    }

    private void RuleActions()
    {
        if (Accept(K.Nothing))
            return;
        if (!Is('(') || StartsQueryBehindParentheses)
        {
            RuleAction();
            return;
        }

        Advance();
        while (!failed && !Is(')'))
        {
            if (!Is(';'))
                RuleAction();
            if (!Accept(';') && !Is(')'))
                Fail("\";\" or \")\"");
        }

        Expect(')');
    }

    private void RuleAction()
    {
        if (Accept(K.Notify))
            Notify();
        else if (StartsQueryBehindParentheses || Word is K.Insert or K.Update or K.Delete)
        {
            depth++;
            Preparable();
            depth--;
        }
        else
            Fail("SELECT, INSERT, UPDATE, DELETE, NOTIFY or NOTHING");
    }

    private string CreatePolicy()
    {
        Advance();
        var name = Name();
        Expect(K.On);
        var table = Relation();
        if (Accept(K.As))
        {
            if (NameOf(at) is "permissive" or "restrictive")
                Advance();
            else
                Fail("PERMISSIVE or RESTRICTIVE");
        }

        if (Accept(K.For) && !Accept(K.All) && !Accept(K.Select) && !Accept(K.Insert) && !Accept(K.Update))
            Expect(K.Delete);
        PolicyTail();
        AddWritten(new ChangePolicy(table, name, "CREATE"));
        return "CreatePolicyStmt";
    }

    private void PolicyTail()
    {
        if (Accept(K.To))
            Roles();
        if (Accept(K.Using))
            Parenthesised(() => Expr());
        if (Accept(K.With, K.Check))
            Parenthesised(() => Expr());
    }

    private string AlterPolicy()
    {
        Advance();
        var ifExists = IfExists();
        var name = Name();
        Expect(K.On);
        var table = Relation();
        if (Accept(K.Rename))
        {
            Expect(K.To);
            SkipName();
            AddWritten(new ChangePolicy(table, name, "ALTER") { IfExists = ifExists });
            return "RenameStmt";
        }

        if (ifExists)
            Fail("RENAME TO");
        PolicyTail();
        AddWritten(new ChangePolicy(table, name, "ALTER"));
        return "AlterPolicyStmt";
    }

    private string AlterTrigger()
    {
        Advance();
        var name = Name();
        Expect(K.On);
        var table = Relation();
        if (IsDependsOn)
            return DependsOnExtension();
        Expect(K.Rename, K.To);
        AddWritten(new RenameTrigger(table, name, Name()));
        return "RenameStmt";
    }

    private string AlterRule()
    {
        Advance();
        SkipName();
        Expect(K.On);
        Relation();
        Expect(K.Rename, K.To);
        SkipName();
        return "RenameStmt";
    }

    private string AlterEventTrigger()
    {
        Advance();
        Expect(K.Trigger);
        QualifiedName name = Name();
        if (RenameOrOwner(ObjectKind.Other, name) is { } kind)
            return kind;
        if (Accept(K.Enable))
        {
            if (!Accept(K.Replica))
                Accept(K.Always);
        }
        else
            Expect(K.Disable);
        return "AlterEventTrigStmt";
    }
}
