using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string CreateDatabase()
    {
        Advance();
        SkipName();
        Accept(K.With);
        DatabaseOptions();
        return "CreatedbStmt";
    }

    private void DatabaseOptions()
    {
        while (!failed && !IsEnd && !Is(';'))
        {
            if (!Accept(K.Connection, K.Limit) && !Accept(K.Encoding) && !Accept(K.Location) && !Accept(K.Owner) && !Accept(K.Tablespace)
                && !Accept(K.Template))
            {
                if (Word == K.NotAKeyword && IsLabel(Now))
                    Advance();
                else
                    Fail("an option of a database");
            }

            Accept('=');
            if (IsNumeric)
                Numeric();
            else if (!Accept(K.Default))
                OneValue();
        }
    }

    private string AlterDatabase()
    {
        Advance();
        QualifiedName name = Name();
        if (RenameOrOwner(ObjectKind.Database, name) is { } kind)
            return kind;
        if (Accept(K.Refresh, K.Collation, K.Version))
            return "AlterDatabaseRefreshCollStmt";
        if (Accept(K.Set, K.Tablespace))
        {
            SkipName();
            return "AlterDatabaseStmt";
        }

        if (Word is K.Set or K.Reset)
        {
            SetOrReset();
            return "AlterDatabaseSetStmt";
        }

        Accept(K.With);
        DatabaseOptions();
        return "AlterDatabaseStmt";
    }

    private string DropDatabase()
    {
        Advance();
        var ifExists = IfExists();
        QualifiedName name = Name();
        if (Accept(K.With) || Is('('))
            ParenthesisedList(() => Expect(K.Force));
        AddWritten(new DropObject(ObjectKind.Database, name) { IfExists = ifExists });
        return "DropdbStmt";
    }

    private string CreateTablespace()
    {
        Advance();
        SkipName();
        if (Accept(K.Owner))
            Role();
        Expect(K.Location);
        SkipString();
        if (Accept(K.With))
            StorageParameters();
        return "CreateTableSpaceStmt";
    }

    private string AlterTablespace()
    {
        Advance();
        QualifiedName name = Name();
        if (RenameOrOwner(ObjectKind.Other, name) is { } kind)
            return kind;
        if (!Accept(K.Set))
            Expect(K.Reset);
        StorageParameters();
        return "AlterTableSpaceOptionsStmt";
    }

    private string AlterSystem()
    {
        Advance();
        var known = operations.Count;
        if (Accept(K.Reset))
        {
            if (!Accept(K.All))
                ParameterName();
        }
        else
        {
            Expect(K.Set);
            ParameterName();
            if (!Accept(K.To))
                Expect('=');
            ParameterValue();
        }

        operations.RemoveRange(known, operations.Count - known);
        return "AlterSystemStmt";
    }
}
