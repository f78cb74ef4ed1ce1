using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    // ALTER TABLE and ALTER FOREIGN TABLE.
    private string AlterTable(ObjectKind kind = ObjectKind.Table)
    {
        Advance();
        if (Is(K.All, K.In))
            return MoveAll();
        var ifExists = IfExists();
        var (table, only) = RelationWithOnly();
        var clauses = at;
        var statement = AlterTable(kind, table);
        for (var i = 0; i < operations.Count && (only || ifExists); i++)
        {
            if (operations[i] is TableOperation change)
                operations[i] = change with { Only = only, IfTableExists = ifExists };
        }

        WriteClauses(begin, clauses);
        return statement;
    }

    private string AlterTable(ObjectKind kind, QualifiedName table)
    {
        if (Is(K.Rename))
            return RenameInTable(table);
        if (Accept(K.Set, K.Schema))
        {
            Add(new MoveTable(table, Name()), begin);
            return "AlterObjectSchemaStmt";
        }

        if (Is(K.Attach) || Is(K.Detach))
            PartitionCommand(table);
        else
        {
            do
                AlterTableCommand(kind, table);
            while (Accept(','));
        }

        return "AlterTableStmt";
    }

    // ALTER TABLE ALL IN TABLESPACE
    private string MoveAll()
    {
        Accept(K.All, K.In);
        Expect(K.Tablespace);
        SkipName();
        if (Accept(K.Owned, K.By))
            Roles();
        Expect(K.Set, K.Tablespace);
        SkipName();
        Accept(K.Nowait);
        return "AlterTableMoveAllStmt";
    }

    private string RenameInTable(QualifiedName table)
    {
        Advance();
        if (Accept(K.To))
            Add(new RenameTable(table, Name()), begin);
        else if (Accept(K.Constraint))
        {
            var old = Name();
            Expect(K.To);
            Add(new RenameConstraint(table, old, Name()), begin);
        }
        else
        {
            Accept(K.Column);
            columnTokens.Add(at);
            var old = Name();
            Expect(K.To);
            Add(new RenameColumn(table, old, Name()), begin);
        }

        return "RenameStmt";
    }

    private void PartitionCommand(QualifiedName table)
    {
        var start = at;
        if (Accept(K.Attach))
        {
            Expect(K.Partition);
            var partition = Relation();
            Command("AT_AttachPartition", new AttachPartition(table, partition, PartitionBound()), start);
            return;
        }

        Expect(K.Detach, K.Partition);
        var detached = new DetachPartition(table, Relation());
        if (Accept(K.Finalize))
            Command("AT_DetachPartitionFinalize", detached with { Finalize = true }, start);
        else
            Command("AT_DetachPartition", detached with { Concurrently = Accept(K.Concurrently) }, start);
    }

    private void Command(string name, Operation operation, int start)
    {
        if (failed)
            return;
        subcommands.Add(name);
        Add(PostgresWriter.CanWrite(operation) ? operation : operation with { Written = PrintFrom(start) }, start);
    }

    // Each clause becomes a statement of its own. Those that the writer prints from their members have no text.
    private void WriteClauses(int start, int clauses)
    {
        for (var i = 0; i < operations.Count && !failed; i++)
        {
            if (operations[i].Written is { } clause)
                operations[i] = operations[i] with { Written = Print(start, clauses) + " " + clause };
        }
    }

    private void AlterTableCommand(ObjectKind kind, QualifiedName table)
    {
        var start = at;
        switch (Word)
        {
            case K.Add:
                AddCommand(table, start);
                break;
            case K.Alter:
                AlterCommand(table, start);
                break;
            case K.Drop:
                DropCommand(table, start);
                break;
            case K.Validate:
                Advance();
                Expect(K.Constraint);
                Command("AT_ValidateConstraint", new ValidateConstraint(table, Name()), start);
                break;
            case K.Set or K.Reset:
                SetCommand(kind, table, start);
                break;
            case K.Enable or K.Disable:
                EnableCommand(table, start);
                break;
            default:
                OtherCommand(kind, table, start);
                break;
        }
    }

    private void AddCommand(QualifiedName table, int start)
    {
        Advance();
        if (StartsTableConstraint)
        {
            var constraint = TableConstraint();
            if (!failed)
                Command("AT_AddConstraint", AddConstraint.Of(table, constraint), start);
            return;
        }

        Accept(K.Column);
        var ifNotExists = IfNotExists();
        Command("AT_AddColumn", new AddColumn(table, ColumnDefinition()) { IfNotExists = ifNotExists }, start);
    }

    private void DropCommand(QualifiedName table, int start)
    {
        Advance();
        if (Accept(K.Constraint))
        {
            var exists = IfExists();
            Command("AT_DropConstraint", new DropConstraint(table, Name()) { IfExists = exists, Cascade = Cascade() }, start);
            return;
        }

        Accept(K.Column);
        var ifExists = IfExists();
        columnTokens.Add(at);
        Command("AT_DropColumn", new DropColumn(table, Name()) { IfExists = ifExists, Cascade = Cascade() }, start);
    }

    private bool Cascade()
    {
        if (Accept(K.Cascade))
            return true;
        Accept(K.Restrict);
        return false;
    }

    private void SetCommand(ObjectKind kind, QualifiedName table, int start)
    {
        if (Accept(K.Reset))
            Command("AT_ResetRelOptions", new SetStorageParameters(kind, table, StorageParameterList()) { Reset = true }, start);
        else if (Accept(K.Set, K.Without))
        {
            if (Accept(K.Cluster))
                Command("AT_DropCluster", new SetClusterIndex(table, null), start);
            else if (NameOf(at) == "oids")
            {
                Advance();
                Command("AT_DropOids", Other("AlterTableStmt", table, start), start);
            }
            else
                Fail("CLUSTER or OIDS");
        }
        else if (Accept(K.Set, K.Logged))
            Command("AT_SetLogged", new SetLogged(table, true), start);
        else if (Accept(K.Set, K.Unlogged))
            Command("AT_SetUnLogged", new SetLogged(table, false), start);
        else if (Accept(K.Set, K.Access))
        {
            Expect(K.Method);
            Command("AT_SetAccessMethod", new SetAccessMethod(table, Accept(K.Default) ? null : Name()), start);
        }
        else if (Accept(K.Set, K.Tablespace))
            Command("AT_SetTableSpace", new SetTablespace(kind, table, Name()), start);
        else
        {
            Expect(K.Set);
            if (!Is('('))
                Fail("SCHEMA, TABLESPACE, LOGGED, UNLOGGED, ACCESS METHOD, WITHOUT or \"(\"");
            Command("AT_SetRelOptions", new SetStorageParameters(kind, table, StorageParameterList()), start);
        }
    }

    private void EnableCommand(QualifiedName table, int start)
    {
        var enable = Accept(K.Enable);
        if (!enable)
            Advance();
        if (Accept(K.Row, K.Level, K.Security))
        {
            Command(enable ? "AT_EnableRowSecurity" : "AT_DisableRowSecurity", new SetRowSecurity(table, enable ? "ENABLE" : "DISABLE"), start);
            return;
        }

        var always = enable && Accept(K.Always);
        var replica = enable && !always && Accept(K.Replica);
        var prefix = enable ? always ? "AT_EnableAlways" : replica ? "AT_EnableReplica" : "AT_Enable" : "AT_Disable";
        if (Accept(K.Rule))
            Command(prefix + "Rule", new ToggleRule(table, Name(), enable), start);
        else
        {
            Expect(K.Trigger);
            ToggleTriggers(table, enable, prefix, always || replica, start);
        }
    }

    private void ToggleTriggers(QualifiedName table, bool enable, string prefix, bool onlyNamed, int start)
    {
        if (!onlyNamed && Accept(K.All))
            Command(prefix + "TrigAll", new ToggleTrigger(table, "ALL", enable), start);
        else if (!onlyNamed && Accept(K.User))
            Command(prefix + "TrigUser", new ToggleTrigger(table, "USER", enable), start);
        else
            Command(prefix + "Trig", new ToggleTrigger(table, Name(), enable), start);
    }

    private void OtherCommand(ObjectKind kind, QualifiedName table, int start)
    {
        switch (Word)
        {
            case K.Owner:
                Advance();
                Expect(K.To);
                Command("AT_ChangeOwner", new ChangeOwner(kind, table, Role()), start);
                break;
            case K.Cluster:
                Advance();
                Expect(K.On);
                Command("AT_ClusterOn", new SetClusterIndex(table, Name()), start);
                break;
            case K.Inherit:
                Advance();
                Command("AT_AddInherit", new ChangeInheritance(table, Relation(), true), start);
                break;
            case K.No:
                NoCommand(table, start);
                break;
            case K.Force:
                Advance();
                RowSecurity();
                Command("AT_ForceRowSecurity", new SetRowSecurity(table, "FORCE"), start);
                break;
            case K.Of:
                Advance();
                AnyName();
                Command("AT_AddOf", Other("AlterTableStmt", table, start), start);
                break;
            case K.Not:
                Advance();
                Expect(K.Of);
                Command("AT_DropOf", Other("AlterTableStmt", table, start), start);
                break;
            case K.Replica:
                Advance();
                Expect(K.Identity);
                Command("AT_ReplicaIdentity", ReplicaIdentity(table), start);
                break;
            case K.Options:
                GenericOptions(altering: true);
                Command("AT_GenericOptions", Other("AlterTableStmt", table, start), start);
                break;
            default:
                Fail("ADD, ALTER, DROP, RENAME, SET, RESET, VALIDATE, ENABLE, DISABLE, OWNER, ATTACH, DETACH or another clause of ALTER TABLE");
                break;
        }
    }

    private void NoCommand(QualifiedName table, int start)
    {
        Advance();
        if (Accept(K.Inherit))
            Command("AT_DropInherit", new ChangeInheritance(table, Relation(), false), start);
        else
        {
            Expect(K.Force);
            RowSecurity();
            Command("AT_NoForceRowSecurity", new SetRowSecurity(table, "NO FORCE"), start);
        }
    }

    private void RowSecurity()
    {
        Expect(K.Row, K.Level);
        Expect(K.Security);
    }

    private SetReplicaIdentity ReplicaIdentity(QualifiedName table)
    {
        if (Accept(K.Nothing))
            return new SetReplicaIdentity(table, "NOTHING");
        if (Accept(K.Full))
            return new SetReplicaIdentity(table, "FULL");
        if (Accept(K.Default))
            return new SetReplicaIdentity(table, "DEFAULT");
        Expect(K.Using, K.Index);
        return new SetReplicaIdentity(table, "INDEX") { Index = Name() };
    }

    private OtherStatement Other(string kind, QualifiedName relation, int start) => new(kind, PrintFrom(start)) { Relations = [relation] };
}
