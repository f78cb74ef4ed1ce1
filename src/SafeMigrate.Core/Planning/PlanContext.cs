using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>What a plan may know: the schema that the earlier operations of the migration lead to, and what the author said.</summary>
internal sealed record PlanContext(Migration Migration, Schema Schema, int Version)
{
    private int ordinal = -1;
    private Statement? statement;

    // Columns that are being replaced under their own name: until the swap the new column has another one.
    private ValueList<(QualifiedName Table, string Column, string Physical)> replaced = [];
    private ValueList<QualifiedName> created = [];
    private ValueList<RenameTable> renamed = [];

    /// <summary>The context of the migration's next operation.</summary>
    public PlanContext For(Statement current) => this with { statement = current, ordinal = ordinal + 1 };

    /// <summary>The context after an operation: its effect on the schema, and the names that are open until contract.</summary>
    public PlanContext After(Operation operation, Plan plan)
    {
        var after = this with { Schema = Schema.Apply(operation) };
        return operation switch
        {
            CreateTable create => after with { created = [.. created, create.Table] },
            RenameTable rename => after with { renamed = [.. renamed, rename] },
            ChangeColumnType change when NewColumn(plan) is { } added => after with { replaced = [.. replaced, (change.Table, change.Column, added)] },
            _ => after,
        };
    }

    private static string? NewColumn(Plan plan) => plan.Expand.SelectMany(step => step.Operations).OfType<AddColumn>().FirstOrDefault()?.Column.Name;

    /// <summary>The table as known before the operation, or null.</summary>
    public Table? Table(QualifiedName name) => Schema.Find(name);

    /// <summary>True where this migration created the table: it is empty, and no old version knows it.</summary>
    public bool Creates(QualifiedName table) => created.Any(other => Schema.Same(other, table));

    /// <summary>What the author wrote behind <c>safemigrate:</c> and this word, or null.</summary>
    public string? Said(string word) => statement?.Directive(word);

    /// <summary>The expression the author wrote behind <c>safemigrate:</c> and this word, or null.</summary>
    public Expression? SaidExpression(string word) => Said(word) is { Length: > 0 } sql ? PostgresReader.ReadExpression(sql) : null;

    /// <summary>The name that the table has in the database until contract: the old one where this migration renames it.</summary>
    public QualifiedName Physical(QualifiedName table) =>
        renamed.Where(rename => Schema.Same(rename.Table with { Name = rename.NewName }, table)).Select(rename => rename.Table).FirstOrDefault() ?? table;

    /// <summary>The name that the column has in the database until contract: another one while it is being replaced.</summary>
    public string Physical(QualifiedName table, string column) =>
        replaced.Where(open => Schema.Same(open.Table, table) && open.Column == column).Select(open => open.Physical).FirstOrDefault() ?? column;

    /// <summary>True while the column is being replaced by an earlier operation of the migration.</summary>
    public bool IsReplaced(QualifiedName table, string column) => Physical(table, column) != column;

    /// <summary>The primary key's columns under either name of the table; empty where not known.</summary>
    public ValueList<string> KeyOf(QualifiedName table) =>
        (Table(table) ?? renamed.Where(rename => Schema.Same(rename.Table, table)).Select(rename => Table(table with { Name = rename.NewName })).FirstOrDefault())
            ?.KeyColumns ?? [];

    /// <summary>The constraint's own name, or the one that the server would give it.</summary>
    public string NameOf(AddConstraint add) => Schema.Apply(add).Find(add.Table)!.Constraints.Last().Name!;

    /// <summary>A name that nothing else in the database has: the same in every run, at most <paramref name="maxBytes"/> long.</summary>
    public string Unique(string prefix, string body, int maxBytes = PostgresIdentifier.MaxBytes) =>
        PostgresIdentifier.Compose(prefix + "_", body, "_" + Hash($"{Migration.Version}\0{ordinal}\0{body}"), maxBytes);

    /// <summary>Why the operation cannot be planned beside what the migration did before, or null.</summary>
    public string? Refusal(Operation operation)
    {
        if (operation is not TableOperation { Table: var table })
            return null;
        if (renamed.FirstOrDefault(rename => Schema.Same(rename.Table with { Name = rename.NewName }, table)) is { } rename)
            return $"{table} is still called {rename.Table} until contract: put this change into a later migration, and run it after contract";
        if (operation is ColumnOperation { Column: var column } && IsReplaced(table, column) && !ComesAfterSwap(operation))
            return $"{table}.{column} is being replaced by an earlier change of this migration: put this change into a later migration, and run it after contract";
        return null;
    }

    // NOT NULL has all its steps in contract, behind the swap, under the final name; tools repeat the nullability that a column has already.
    private bool ComesAfterSwap(Operation operation) => operation switch
    {
        SetNotNull => true,
        DropNotNull drop => Table(drop.Table)?.Column(drop.Column) is { NotNull: false },
        _ => false,
    };

    // FNV-1a: string.GetHashCode differs from run to run.
    private static string Hash(string text)
    {
        var hash = text.Aggregate(2166136261u, (value, letter) => unchecked((value ^ letter) * 16777619u));
        return string.Concat(Enumerable.Range(0, 5).Select(place => "abcdefghijkmnpqrstuvwxyz23456789"[(int)(hash >> (place * 5)) & 31]));
    }
}
