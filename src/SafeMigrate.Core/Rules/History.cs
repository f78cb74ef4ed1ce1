using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Replays migrations, one operation after the other, and keeps what is true before each.</summary>
internal sealed class History
{
    private readonly Timeline moments = new();
    private readonly FunctionCalls functions = new();
    private Schema schema;
    private Schema statementSchema;
    private Schema? beforeTransaction;
    private int transaction;
    private bool inTransaction;
    private bool toolTransaction;
    private PersistentMap<string> newTables = PersistentMap<string>.Empty;
    private HashSet<QualifiedName> newEnums = [];
    private List<AddEnumValue> newValues = [];
    private PersistentMap<string> session = PersistentMap<string>.Empty;
    private PersistentMap<string> local = PersistentMap<string>.Empty;

    private History(Schema start) => schema = statementSchema = start;

    /// <summary>The moments of all migrations, in order.</summary>
    public static Timeline Of(IEnumerable<Migration> migrations, Schema start)
    {
        var history = new History(start);
        foreach (var migration in migrations)
            history.Replay(migration);
        return history.moments;
    }

    private void Replay(Migration migration)
    {
        moments.Starts.Add(moments.Count);
        newTables = PersistentMap<string>.Empty;
        session = local = PersistentMap<string>.Empty;
        Begin(migration.InTransaction);
        toolTransaction = migration.InTransaction;
        for (var i = 0; i < migration.Statements.Count; i++)
        {
            var suspends = inTransaction && migration.Statements[i].OutsideTransaction;
            if (suspends)
                Begin(false);

            // Outside a transaction block each statement is a transaction of its own.
            if (!inTransaction)
                transaction++;
            statementSchema = schema;
            foreach (var operation in migration.Statements[i].Operations)
                Replay(operation, migration.Statements[i], i, migration);
            if (suspends)
                Begin(true);
        }

        inTransaction = toolTransaction = false;
    }

    private void Replay(Operation operation, Statement statement, int index, Migration migration)
    {
        if (operation is ChangeColumnType { Before: { } column } change)
            (schema, statementSchema) = (schema.With(change.Table, column), statementSchema.With(change.Table, column));
        moments.Add(new Moment(operation, statement, index, migration)
        {
            Schema = schema,
            StatementSchema = statementSchema,
            Transaction = transaction,
            InTransaction = inTransaction,
            InToolTransaction = inTransaction && toolTransaction,
            NewTables = newTables,
            NewValues = newValues.Count == 0 ? [] : new FirstOf<AddEnumValue>(newValues, newValues.Count),
            Settings = local,
            Calls = functions.Called(operation),
        });
        switch (operation)
        {
            case BeginTransaction when !inTransaction:
                Begin(true);
                break;
            case CommitTransaction:
                End();
                break;
            case RollbackTransaction:
                schema = beforeTransaction ?? schema;
                End();
                break;
            case SetParameter set:
                Set(set);
                break;
            default:
                Track(operation);
                schema = schema.Apply(operation);
                foreach (var inner in functions.Behind(operation))
                    Replay(inner, statement with { Kind = FunctionCalls.Kind, Operations = [inner] }, index, migration);
                break;
        }
    }

    private void Begin(bool block)
    {
        (transaction, inTransaction, local) = (transaction + 1, block, session);
        beforeTransaction = block ? schema : null;
        (newEnums, newValues) = ([], []);
    }

    private void End()
    {
        toolTransaction = false;
        Begin(false);
    }

    // SET LOCAL ends with the transaction, and outside of one with the statement: it does nothing there.
    private void Set(SetParameter set)
    {
        if (set.Local && !inTransaction)
            return;
        local = With(local, set);
        if (!set.Local)
            session = With(session, set);
    }

    private static PersistentMap<string> With(PersistentMap<string> settings, SetParameter set) =>
        set is { Parameter: "all", Value: null } ? PersistentMap<string>.Empty
        : set.Value is { } value ? settings.With(set.Parameter, value)
        : settings.Without(set.Parameter);

    private void Track(Operation operation)
    {
        switch (operation)
        {
            case CreateTable create when !(create.IfNotExists && schema.Find(create.Table) is not null):
                newTables = Added(create.Table);
                break;
            case CreateEnum create:
                newEnums.Add(create.Type);
                break;
            case CreateFunction create:
                functions.Add(create);
                break;
            case AddEnumValue add when !newEnums.Contains(add.Type):
                newValues.Add(add);
                break;
            case CreateMaterializedView create:
                newTables = Added(create.View);
                break;
            case RenameTable rename when newTables.Contains(schema.KeyOf(rename.Table)):
                Move(rename.Table, rename.Table with { Name = rename.NewName });
                break;
            case MoveTable move when newTables.Contains(schema.KeyOf(move.Table)):
                Move(move.Table, move.Table with { Schema = move.NewSchema });
                break;

            // The name may be given to an old table now, as in the twelve steps of a table swap.
            case RenameTable or DropTable when operation is TableOperation gone && newTables.Contains(schema.KeyOf(gone.Table)):
                newTables = newTables.Without(schema.KeyOf(gone.Table));
                break;
        }
    }

    private void Move(QualifiedName from, QualifiedName to) =>
        newTables = newTables.Without(schema.KeyOf(from)).With(schema.KeyOf(to), to.Name);

    private PersistentMap<string> Added(QualifiedName table) => newTables.With(schema.KeyOf(table), table.Name);
}
