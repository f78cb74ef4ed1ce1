using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private void AlterCommand(QualifiedName table, int start)
    {
        Advance();
        if (Accept(K.Constraint))
        {
            AlterConstraint(table, start);
            return;
        }

        Accept(K.Column);
        if (Now.Kind == TokenKind.Integer)
        {
            var number = source.Slice(Now.Span);
            if (!short.TryParse(number, out var position) || position < 1)
                Fail("the number of a column, 1 to 32767");
            Advance();
            Expect(K.Set, K.Statistics);
            Command("AT_SetStatistics", new SetColumnProperty(table, number, "STATISTICS", StatisticsTarget()), start);
            return;
        }

        columnTokens.Add(at);
        AlterColumn(table, Name(), start);
    }

    private void AlterConstraint(QualifiedName table, int start)
    {
        var change = new AlterConstraint(table, Name());
        bool? deferred = null;
        while (!failed)
        {
            var before = (change.Deferrable, deferred, change.Enforced);
            if (Accept(K.Not, K.Deferrable))
                change = change with { Deferrable = false };
            else if (Accept(K.Deferrable))
                change = change with { Deferrable = true };
            else if (Accept(K.Initially, K.Deferred))
                (change, deferred) = (change with { Deferrable = change.Deferrable ?? true }, true);
            else if (Accept(K.Initially, K.Immediate))
                deferred = false;
            else if (Accept(K.Enforced))
                change = change with { Enforced = true };
            else if (Accept(K.Not, K.Enforced))
                change = change with { Enforced = false };
            else if (Accept(K.Inherit))
                change = change with { Inherit = true };
            else if (Accept(K.No, K.Inherit))
                change = change with { Inherit = false };
            else
                break;
            if (Turned(before.Deferrable, change.Deferrable) || Turned(before.deferred, deferred) || Turned(before.Enforced, change.Enforced))
                Stop("conflicting constraint properties");
            else if (change.Deferrable == false && deferred == true)
                Stop("constraint declared INITIALLY DEFERRED must be DEFERRABLE");
        }

        Command("AT_AlterConstraint", change, start);
    }

    private static bool Turned(bool? before, bool? now) => before is not null && before != now;

    private void AlterColumn(QualifiedName table, string column, int start)
    {
        switch (Word)
        {
            case K.Set:
                SetInColumn(table, column, start);
                break;
            case K.Drop:
                DropInColumn(table, column, start);
                break;
            case K.Type:
                ChangeType(table, column, start);
                break;
            case K.Reset when Ahead().Symbol == '(':
                Advance();
                Command("AT_ResetOptions", new SetColumnProperty(table, column, "OPTIONS", StorageParameters()), start);
                break;
            case K.Restart:
                ChangeIdentity(table, column, start);
                break;
            case K.Add:
                Advance();
                Expect(K.Generated);
                var always = GeneratedWhen();
                Expect(K.As, K.Identity);
                Command("AT_AddIdentity", new AddIdentity(table, column, new Identity(always, ParenthesisedSequenceOptions())), start);
                break;
            case K.Options:
                Command("AT_AlterColumnGenericOptions", new SetColumnProperty(table, column, "OPTIONS", GenericOptions(altering: true)), start);
                break;
            default:
                Fail("TYPE, SET, DROP, ADD GENERATED, RESTART or RESET");
                break;
        }
    }

    private void SetInColumn(QualifiedName table, string column, int start)
    {
        var next = Ahead();
        switch (next.Keyword)
        {
            case K.Data:
                Advance();
                Advance();
                ChangeType(table, column, start);
                return;
            case K.Default:
                Accept(K.Set, K.Default);
                Command("AT_ColumnDefault", new SetDefault(table, column, ReadExpression()), start);
                return;
            case K.Not:
                Accept(K.Set, K.Not);
                Expect(K.Null);
                Command("AT_SetNotNull", new SetNotNull(table, column), start);
                return;
            case K.Statistics:
                Accept(K.Set, K.Statistics);
                Command("AT_SetStatistics", new SetColumnProperty(table, column, "STATISTICS", StatisticsTarget()), start);
                return;
            case K.Storage:
                Accept(K.Set, K.Storage);
                Command("AT_SetStorage", new SetColumnProperty(table, column, "STORAGE", NameOrDefault()), start);
                return;
            case K.Compression:
                Accept(K.Set, K.Compression);
                Command("AT_SetCompression", new SetColumnProperty(table, column, "COMPRESSION", NameOrDefault()), start);
                return;
            case K.Expression:
                Accept(K.Set, K.Expression);
                Expect(K.As);
                Command("AT_SetExpression", new SetExpression(table, column, ParenthesisedExpression()), start);
                return;
        }

        if (next.Symbol == '(')
        {
            Advance();
            Command("AT_SetOptions", new SetColumnProperty(table, column, "OPTIONS", StorageParameters()), start);
        }
        else
            ChangeIdentity(table, column, start);
    }

    private string StatisticsTarget()
    {
        var start = at;
        if (!Accept(K.Default))
            SignedInteger();
        return PrintFrom(start);
    }

    private void ChangeType(QualifiedName table, string column, int start)
    {
        Expect(K.Type);
        var change = new ChangeColumnType(table, column, TypeName())
        {
            Collation = Accept(K.Collate) ? AnyName() : null,
            Using = Accept(K.Using) ? ReadExpression() : null,
        };
        Command("AT_AlterColumnType", change, start);
    }

    // RESTART, SET GENERATED, SET option; as many as are written.
    private void ChangeIdentity(QualifiedName table, string column, int start)
    {
        var options = at;
        bool? always = null;
        do
        {
            if (Is(K.Restart))
                Restarted();
            else
            {
                Expect(K.Set);
                if (Accept(K.Generated))
                    always = GeneratedWhen();
                else if (Is(K.Restart) || !SequenceOption())
                    Fail("GENERATED or an option of a sequence");
            }
        }
        while (Is(K.Restart) || Is(K.Set));
        Command("AT_SetIdentity", new ChangeIdentity(table, column, PrintFrom(options)) { Always = always }, start);
    }

    private void DropInColumn(QualifiedName table, string column, int start)
    {
        Advance();
        if (Accept(K.Default))
            Command("AT_ColumnDefault", new DropDefault(table, column), start);
        else if (Accept(K.Not))
        {
            Expect(K.Null);
            Command("AT_DropNotNull", new DropNotNull(table, column), start);
        }
        else if (Accept(K.Expression))
            Command("AT_DropExpression", new DropExpression(table, column) { IfExists = IfExists() }, start);
        else if (Accept(K.Identity))
            Command("AT_DropIdentity", new DropIdentity(table, column) { IfExists = IfExists() }, start);
        else
            Fail("DEFAULT, NOT NULL, EXPRESSION or IDENTITY");
    }

    // OPTIONS (name 'value', ...); ALTER may say ADD, SET and DROP.
    private string GenericOptions(bool altering = false)
    {
        Expect(K.Options);
        Expect('(');
        var start = at;
        List(() =>
        {
            var drop = altering && Is(K.Drop) && IsLabel(Ahead()) && Accept(K.Drop);
            if (altering && !drop && Word is K.Set or K.Add && IsLabel(Ahead()))
                Advance();
            SkipLabel();
            if (!drop)
                SkipString();
        });
        var text = PrintFrom(start);
        Expect(')');
        return text;
    }
}
