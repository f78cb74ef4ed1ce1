using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Grant()
    {
        Advance();
        var privileges = Privileges();
        if (Accept(K.On))
        {
            var (kind, objects) = PrivilegeTarget();
            Expect(K.To);
            var roles = Grantees();
            if (Accept(K.With))
                Expect(K.Grant, K.Option);
            GrantedBy();
            AddPrivileges(kind, objects, privileges, roles, revoke: false);
            return "GrantStmt";
        }

        Expect(K.To);
        var members = Grantees();
        if (Accept(K.With))
            List(GrantOption);
        GrantedBy();
        AddPrivileges(ObjectKind.Role, [], privileges, members, revoke: false);
        return "GrantRoleStmt";
    }

    private void GrantOption()
    {
        SkipLabel();
        if (!Accept(K.Option) && !Accept(K.True))
            Expect(K.False);
    }

    private string Revoke()
    {
        Advance();
        var ofPrivilege = Accept(K.Grant, K.Option, K.For);
        var ofRole = !ofPrivilege && IsColumnName(Now) && Ahead().Keyword == K.Option;
        if (ofRole)
        {
            TakeName();
            Expect(K.Option, K.For);
        }

        var privileges = ofRole ? PrivilegeList() : Privileges();
        if (ofPrivilege || (!ofRole && Is(K.On)))
        {
            Expect(K.On);
            var (kind, objects) = PrivilegeTarget();
            Expect(K.From);
            var roles = Grantees();
            GrantedBy();
            Cascade();
            AddPrivileges(kind, objects, privileges, roles, revoke: true);
            return "GrantStmt";
        }

        Expect(K.From);
        var members = Grantees();
        GrantedBy();
        Cascade();
        AddPrivileges(ObjectKind.Role, [], privileges, members, revoke: true);
        return "GrantRoleStmt";
    }

    private void AddPrivileges(ObjectKind kind, ValueList<QualifiedName> objects, ValueList<string> privileges, ValueList<string> roles, bool revoke) =>
        Add(new ChangePrivileges(kind, objects, RawFrom(begin)) { Revoke = revoke, Privileges = privileges, Roles = roles }, begin);

    private void GrantedBy()
    {
        if (!Accept(K.Granted))
            return;
        Expect(K.By);
        Role();
    }

    private ValueList<string> Grantees()
    {
        var roles = new List<string>();
        List(() =>
        {
            Accept(K.Group);
            var start = at;
            var role = Role();
            roles.Add(tokens[start].Kind == TokenKind.Word && role == "public" ? "PUBLIC" : role);
        });
        return roles.ToValueList();
    }

    private ValueList<string> Privileges()
    {
        if (!Accept(K.All))
            return PrivilegeList();
        Accept(K.Privileges);
        if (Is('('))
            ColumnList();
        return ["ALL"];
    }

    private ValueList<string> PrivilegeList()
    {
        var names = new List<string>();
        List(() => names.Add(Privilege()));
        return names.ToValueList();
    }

    private string Privilege()
    {
        var start = at;
        if (Accept(K.Alter, K.System))
            return "ALTER SYSTEM";

        if (Word is K.Select or K.References or K.Create || IsColumnName(Now))
            Advance();
        else
            Fail("a privilege");
        var name = NameOf(start).ToUpperInvariant();
        if (Is('('))
            ColumnList();
        return name;
    }

    private (ObjectKind Kind, ValueList<QualifiedName> Objects) PrivilegeTarget()
    {
        if (Accept(K.All))
            return AllInSchema();
        var isName = Ahead().Keyword is K.To or K.From || Ahead().Symbol is ',' or '.';
        switch (isName ? K.NotAKeyword : Word)
        {
            case K.Table:
                Advance();
                return (ObjectKind.Table, ListOf(Relation));
            case K.Sequence:
                Advance();
                return (ObjectKind.Sequence, ListOf(Relation));
            case K.Foreign:
                Advance();
                if (!Accept(K.Server))
                {
                    Expect(K.Data);
                    Expect(K.Wrapper);
                }

                return (ObjectKind.Other, ListOf(AnyName));
            case K.Function or K.Procedure or K.Routine:
                var procedure = Is(K.Procedure);
                Advance();
                return (procedure ? ObjectKind.Procedure : ObjectKind.Function, ListOf(FunctionWithArguments));
            case K.Large:
                Advance();
                Expect(K.Object);
                List(Numeric);
                return (ObjectKind.Other, []);
            case K.Parameter:
                Advance();
                List(() => ParameterName());
                return (ObjectKind.Other, []);
            case K.Database: return NamedTarget(ObjectKind.Database);
            case K.Domain: return NamedTarget(ObjectKind.Domain);
            case K.Schema: return NamedTarget(ObjectKind.Schema);
            case K.Type: return NamedTarget(ObjectKind.Type);
            case K.Language or K.Tablespace: return NamedTarget(ObjectKind.Other);
            default: return (ObjectKind.Table, ListOf(Relation));
        }
    }

    private (ObjectKind Kind, ValueList<QualifiedName> Objects) NamedTarget(ObjectKind kind)
    {
        Advance();
        return (kind, ListOf(AnyName));
    }

    private (ObjectKind Kind, ValueList<QualifiedName> Objects) AllInSchema()
    {
        var kind = Accept(K.Tables) ? ObjectKind.Table
            : Accept(K.Sequences) ? ObjectKind.Sequence
            : Accept(K.Functions) || Accept(K.Routines) ? ObjectKind.Function
            : Accept(K.Procedures) ? ObjectKind.Procedure
            : ObjectKind.Other;
        if (kind == ObjectKind.Other)
            Fail("TABLES, SEQUENCES, FUNCTIONS, PROCEDURES or ROUTINES");
        Expect(K.In, K.Schema);
        Names();
        return (kind, []);
    }

    private ValueList<QualifiedName> ListOf(Func<QualifiedName> item)
    {
        var names = new List<QualifiedName>();
        List(() => names.Add(item()));
        return names.ToValueList();
    }

    private string AlterDefaultPrivileges()
    {
        Advance();
        Expect(K.Privileges);
        while (!failed && (Is(K.In) || Is(K.For)))
        {
            if (Accept(K.In))
            {
                Expect(K.Schema);
                Names();
                continue;
            }

            Advance();
            if (!Accept(K.Role))
                Expect(K.User);
            Roles();
        }

        var revoke = Accept(K.Revoke);
        if (!revoke)
            Expect(K.Grant);
        else
            Accept(K.Grant, K.Option, K.For);
        Privileges();
        Expect(K.On);
        if (!Accept(K.Tables) && !Accept(K.Functions) && !Accept(K.Routines) && !Accept(K.Sequences) && !Accept(K.Types) && !Accept(K.Schemas)
            && !Accept(K.Large, K.Objects))
        {
            Fail("TABLES, FUNCTIONS, SEQUENCES, TYPES or SCHEMAS");
        }

        Expect(revoke ? K.From : K.To);
        Grantees();
        if (revoke)
            Cascade();
        else if (Accept(K.With))
            Expect(K.Grant, K.Option);
        return "AlterDefaultPrivilegesStmt";
    }

    private string CreateRole()
    {
        if (AcceptUserMapping())
            return CreateUserMapping();
        Advance();
        NewRole();
        Accept(K.With);
        RoleOptions(creating: true);
        return "CreateRoleStmt";
    }

    private string AlterRole()
    {
        if (AcceptUserMapping())
            return AlterUserMapping();
        var group = Is(K.Group);
        Advance();
        if (Accept(K.All))
            return AlterRoleSetting();
        var role = at;
        Role();
        if (Is(K.Rename) && (NameOf(role) is "public" or "none" || tokens[role].Keyword is K.CurrentUser or K.CurrentRole or K.SessionUser))
            Fail("SET or an option: the role has no name to change");
        if (Accept(K.Rename))
        {
            Expect(K.To);
            NewRole();
            return "RenameStmt";
        }

        if (group)
        {
            if (!Accept(K.Add))
                Expect(K.Drop);
            Expect(K.User);
            Roles();
            return "AlterRoleStmt";
        }

        if (Word is K.In or K.Set or K.Reset)
            return AlterRoleSetting();
        Accept(K.With);
        RoleOptions(creating: false);
        return "AlterRoleStmt";
    }

    private string AlterRoleSetting()
    {
        if (Accept(K.In))
        {
            Expect(K.Database);
            SkipName();
        }

        SetOrReset();
        return "AlterRoleSetStmt";
    }

    // SetResetClause, of a role or a database: no setting of this session.
    private void SetOrReset()
    {
        var known = operations.Count;
        if (Is(K.Reset))
            Reset();
        else
        {
            Expect(K.Set);
            SetRest(local: false);
        }

        operations.RemoveRange(known, operations.Count - known);
    }

    private void RoleOptions(bool creating)
    {
        while (!failed && !IsEnd && !Is(';'))
            RoleOption(creating);
    }

    private void RoleOption(bool creating)
    {
        switch (Word)
        {
            case K.Encrypted or K.Password:
                Accept(K.Encrypted);
                Expect(K.Password);
                if (!Accept(K.Null))
                    SkipString();
                break;
            case K.Inherit:
                Advance();
                break;
            case K.Connection:
                Advance();
                Expect(K.Limit);
                SignedInteger();
                break;
            case K.Valid:
                Advance();
                Expect(K.Until);
                SkipString();
                break;
            case K.User:
                Advance();
                Roles();
                break;
            case K.Sysid when creating:
                Advance();
                Integer();
                break;
            case K.Admin or K.Role when creating:
                Advance();
                Roles();
                break;
            case K.In when creating:
                Advance();
                if (!Accept(K.Role))
                    Expect(K.Group);
                Roles();
                break;
            default:
                if (Word == K.NotAKeyword && IsRoleFlag(NameOf(at)))
                    Advance();
                else
                    Fail("an option of a role");
                break;
        }
    }

    private static bool IsRoleFlag(string word) => word is "superuser" or "nosuperuser" or "createrole" or "nocreaterole" or "replication"
        or "noreplication" or "createdb" or "nocreatedb" or "login" or "nologin" or "bypassrls" or "nobypassrls" or "noinherit";
}
