using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>What a plan may know: the schema that the earlier operations of the migration lead to, and what the author said.</summary>
internal sealed record PlanContext(Migration Migration, Schema Schema, int Version)
{
    private int ordinal = -1;
    private Statement? statement;

    /// <summary>The database before the migration.</summary>
    public required Schema Before { get; init; }

    /// <summary>The tables that the migration creates and fills with the rows of others.</summary>
    public IReadOnlyList<TableCopy> Copies { get; init; } = [];

    /// <summary>The tables whose columns the migration carries into others.</summary>
    public IReadOnlyList<TableMerge> Merges { get; init; } = [];

    /// <summary>What the release creates.</summary>
    public required NewObjects New { get; init; }

    /// <summary>What earlier changes hold, those of this migration among them.</summary>
    public required OpenChanges Open { get; init; }

    /// <summary>The rename of the table that the operation is about, where what follows it is planned under the new name.</summary>
    public RenameTable? Following { get; init; }

    /// <summary>The context of the migration's next operation.</summary>
    public PlanContext For(Statement current) => this with { statement = current, ordinal = ordinal + 1 };

    /// <summary>The migration as a whole: names that several of its changes share.</summary>
    public PlanContext Whole => this with { ordinal = -1 };

    /// <summary>The context after an operation: its effect on the schema, and what it holds until it is finished.</summary>
    public PlanContext After(Operation operation, Plan plan) => this with
    {
        Schema = Schema.Apply(operation),
        Open = Open.With(new OpenPlan(Migration.Version, plan, IsContracted: false)),
        New = New.After(operation, plan),
    };

    /// <summary>The table as known before the operation, or null.</summary>
    public Table? Table(QualifiedName name) => Schema.Find(name);

    /// <summary>True where the release created the table: no old version knows it.</summary>
    public bool Creates(QualifiedName table) => New.HasRelation(table);

    /// <summary>True where nobody uses the database yet, for all its tables are new.</summary>
    public bool IsUnused => New.AreAll(Schema);

    /// <summary>True where the release creates the enum.</summary>
    public bool CreatesEnum(QualifiedName type) => New.Has(ObjectKind.Type, type) || Migration.Operations.Any(operation => operation is CreateEnum create && Schema.Same(create.Type, type));

    /// <summary>True where the migration creates the type, before or after an operation of its own.</summary>
    public bool CreatesType(QualifiedName type, Operation operation, bool after)
    {
        var earlier = Migration.Operations.TakeWhile(one => !ReferenceEquals(one, operation)).ToList();
        return (after ? Migration.Operations.Skip(earlier.Count) : earlier)
            .Any(one => one is CreateEnum create && Schema.Same(create.Type, type) || one is CreateType other && Schema.Same(other.Type, type));
    }

    /// <summary>The TimeZone that the migration set before the operation, or null.</summary>
    public string? TimeZone(Operation operation) => Migration.Operations.TakeWhile(earlier => !ReferenceEquals(earlier, operation))
        .OfType<SetParameter>().LastOrDefault(set => set.Parameter == "timezone")?.Value;

    /// <summary>What the author wrote behind <c>safemigrate:</c> and this word, or null.</summary>
    public string? Said(string word) => statement?.Directive(word);

    /// <summary>The expression the author wrote behind <c>safemigrate:</c> and this word, or null.</summary>
    public Expression? SaidExpression(string word) => Said(word) is { Length: > 0 } sql ? PostgresReader.ReadExpression(sql) : null;

    /// <summary>
    /// What an UPDATE of the same migration puts into a column that the migration adds, or null. Where it does so for all rows, old versions' later rows need it too.
    /// </summary>
    public Expression? Filled(QualifiedName table, string column)
    {
        var fills = Migration.Operations.OfType<UpdateRows>().Where(update => Schema.Same(update.Table, table) && update.Targets.Contains(column)).ToList();
        if (fills.Count != 1 || PostgresReader.ReadRowUpdate(fills[0].Sql) is not { Assignments.Count: 1 } update)
            return null;
        var value = update.Assignments[0].Value;
        var isWhole = update.Where is null || update.Where.Sql == $"{PostgresIdentifier.Quote(column)} IS NULL";
        return isWhole && !value.Columns.Contains(column) && !Volatility.IsVolatile(value) && !value.IsNull ? value : null;
    }

    /// <summary>True where the migration adds the column, so that no old version knows it.</summary>
    public bool Adds(QualifiedName table, string column) =>
        Migration.Operations.Any(operation => operation is AddColumn add && add.Column.Name == column && Schema.Same(add.Table, table));

    /// <inheritdoc cref="OpenChanges.Physical(QualifiedName)"/>
    public QualifiedName Physical(QualifiedName table) => Open.Physical(table);

    /// <inheritdoc cref="OpenChanges.Physical(QualifiedName, string)"/>
    public string Physical(QualifiedName table, string column) => Open.Physical(table, column);

    /// <summary>The foreign key as it can be added before contract: with the names that its parent has then.</summary>
    public ForeignKey Physical(ForeignKey key) => key with
    {
        ReferencedTable = Physical(key.ReferencedTable),
        ReferencedColumns = key.ReferencedColumns.Select(column => Physical(key.ReferencedTable, column)).ToValueList(),
    };

    /// <summary>The index as it can be built before contract: on the columns that bear its columns' names after it.</summary>
    public Index Physical(Index index)
    {
        Expression? Replaced(Expression? expression) => expression is null ? null : Physical(index.Table, expression);
        return index with
        {
            Columns = index.Columns.Select(key => key with
            {
                Column = key.Column is { } column ? Physical(index.Table, column) : null,
                Expression = Replaced(key.Expression),
            }).ToValueList(),
            Include = index.Include.Select(column => Physical(index.Table, column)).ToValueList(),
            Where = Replaced(index.Where),
        };
    }

    /// <summary>The name that the server gives an index.</summary>
    public string NameOf(Index index) => Schema.Apply(new CreateIndex(index with { Name = null })).Find(index.Table)!.Indexes.Last().Name!;

    /// <summary>True while the column is being replaced by an earlier change.</summary>
    public bool IsReplaced(QualifiedName table, string column) => Physical(table, column) != column;

    /// <summary>True while another migration is replacing the column: whether that is contracted when this one is, nobody knows.</summary>
    public bool IsReplacedElsewhere(QualifiedName table, string column) => IsReplaced(table, column) && !Open.IsReplacedBy(Migration.Version, table, column);

    /// <summary>The expression as it holds before contract: over the columns that bear its columns' names after it.</summary>
    public Expression Physical(QualifiedName table, Expression expression) =>
        expression.Columns.Aggregate(expression, (current, column) => PostgresReader.RenameColumn(current, column, Physical(table, column)));

    /// <summary>True where this migration has begun to build a second column of another type in the place of this one.</summary>
    public bool IsRetyped(QualifiedName table, string column) => Open.IsRetyped(table, column, Migration.Version);

    /// <summary>The primary key's columns under either name of the table; empty where not known.</summary>
    public ValueList<string> KeyOf(QualifiedName table) => (Table(table) ?? Table(Open.Logical(table)))?.KeyColumns ?? [];

    /// <summary>The constraint's own name, or the one that the server would give it.</summary>
    public string NameOf(AddConstraint add) => Schema.Apply(add).Find(add.Table)!.Constraints.Last().Name!;

    /// <summary>A name that nothing else in the database has: the same in every run, at most <paramref name="maxBytes"/> long, another one where <paramref name="also"/> is another.</summary>
    public string Unique(string prefix, string body, int maxBytes = PostgresIdentifier.MaxBytes, string also = "")
    {
        // What is built under the old name of a table is taken away under the new one.
        if (Following is { } rename && (body == rename.NewName || body.StartsWith(rename.NewName + "_", StringComparison.Ordinal)))
            body = rename.Table.Name + body.Substring(rename.NewName.Length);
        return PostgresIdentifier.Compose(prefix + "_", body, "_" + Hash($"{Migration.Version}\0{ordinal}\0{body}{also}"), maxBytes);
    }

    /// <summary>Why the operation cannot be planned beside what is open, or null.</summary>
    public string? Refusal(Operation operation) =>
        statement is not null && Directives.Problem(statement) is { } misspelt
            ? misspelt
        : statement?.Condition is { } condition
            ? $"it stands under {condition}, and only a run of the code tells whether it is done: take the condition away, or leave this migration out"
        : operation is DropNotNull { Table: var table, Column: var column } && IsReplaced(table, column) && Table(table)?.Column(column) is not { NotNull: false }
            ? $"{table}.{column} is being replaced by an earlier change: put this change into a later migration, and run it after contract"
            : Inheritance.Refusal(operation, this) ?? Open.Refusal(operation, Migration.Version);

    // FNV-1a: string.GetHashCode differs from run to run.
    private static string Hash(string text)
    {
        var hash = text.Aggregate(2166136261u, (value, letter) => unchecked((value ^ letter) * 16777619u));
        return string.Concat(Enumerable.Range(0, 5).Select(place => "abcdefghijkmnpqrstuvwxyz23456789"[(int)(hash >> (place * 5)) & 31]));
    }
}
