using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

// What hangs on the old column, and the same for the new one under names that are free until the swap.
internal sealed partial record ColumnReplacement
{
    private IReadOnlyList<(Index Old, Index New)> Indexes =>
        [.. Tables.SelectMany(table => table.Indexes).Where(index => !index.IsInherited && Uses(index)).Select(index => (index, Copy(index)))];

    // What a partition has from the whole it gets from there again.
    private IEnumerable<Table> Tables => Table.PartitionBy is null ? [Table] : PartitionTree.All(Context, TableName);

    private bool IsWhole(QualifiedName table) => Context.Table(table)?.PartitionBy is not null;

    // The ones that an index enforces come with that index; NOT NULL is the column's own.
    private IReadOnlyList<(QualifiedName Owner, Constraint Old, Constraint New)> Constraints =>
    [
        .. Tables.SelectMany(table => table.Constraints.Where(constraint => !constraint.IsInherited
                && (constraint is not (NotNullConstraint or PrimaryKey) && constraint.ConstrainedColumns.Contains(Old.Name) || constraint is UniqueConstraint { Include: var include } && include.Contains(Old.Name)))
            .Select(constraint => (table.Name, constraint, Copy(constraint)))),
    ];

    /// <summary>The primary key where the column is part of it: a table has one only, so the swap puts a new one in its place.</summary>
    private (PrimaryKey Old, PrimaryKey New)? Key => Table.Constraints.OfType<PrimaryKey>().FirstOrDefault(key => key.Columns.Contains(Old.Name)) is { } key
        ? (key, (PrimaryKey)Copy(key))
        : null;

    /// <summary>Foreign keys, of other tables or this one, that reference the old column.</summary>
    private IReadOnlyList<(QualifiedName Child, ForeignKey Old, ForeignKey New)> Incoming =>
    [
        .. Context.Schema.Tables.SelectMany(child => child.Constraints.OfType<ForeignKey>()
            .Where(key => !key.IsInherited && Context.Schema.Same(key.ReferencedTable, TableName) && Referenced(key).Contains(Old.Name))
            .Select(key => (child.Name, key, Redirected(key, "sm_new", New.Name)))),
    ];

    // After the swap: what the old column needs to be the key again.
    private PrimaryKey? KeyBack => Key is { } key
        ? key.Old with { Name = Context.Unique("sm_old", key.Old.Name!), Columns = key.Old.Columns.Select(column => column == Old.Name ? Tombstone : column).ToValueList() }
        : null;

    private IReadOnlyList<(QualifiedName Child, ForeignKey Old, ForeignKey Back)> IncomingBack =>
        [.. Incoming.Select(key => (key.Child, key.Old, Redirected(key.Old, "sm_old", Tombstone)))];

    /// <summary>What not every value satisfies.</summary>
    private IEnumerable<string> Demanding =>
        Constraints.Select(pair => pair.Old.Name!)
            .Concat(Indexes.Where(pair => pair.Old.Unique).Select(pair => pair.Old.Name!))
            .Concat(Key is { } key ? [key.Old.Name!] : [])
            .Concat(Incoming.Select(incoming => incoming.Old.Name!));

    private IEnumerable<Step> KeyIndex(PrimaryKey? key, Func<Index, Index>? before = null) => key is null
        ? []
        : Table.PartitionBy is null ? [Steps.Of($"build the index of {key.Name}", new CreateIndex(before?.Invoke(IndexOf(key)) ?? IndexOf(key)) { Concurrently = true })]
        : PartitionTree.KeyParts(Context, TableName, before?.Invoke(IndexOf(key)) ?? IndexOf(key));

    private ValueList<string> Referenced(ForeignKey key) => key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : Table.KeyColumns;

    private ForeignKey Redirected(ForeignKey key, string prefix, string to) => key with
    {
        Name = Context.Unique(prefix, key.Name!),
        ReferencedColumns = Referenced(key).Select(column => column == Old.Name ? to : column).ToValueList(),
    };

    private bool Uses(Index index) =>
        index.Columns.Any(key => key.Column == Old.Name || key.Expression?.Columns.Contains(Old.Name) == true)
        || index.Include.Contains(Old.Name) || index.Where?.Columns.Contains(Old.Name) == true;

    private Index Copy(Index index) => index with
    {
        Name = Context.Unique("sm_new", index.Name!),
        Columns = index.Columns.Select(key => key with
        {
            Column = key.Column is { } column ? Renamed(column) : null,
            Expression = key.Expression is { } expression ? Renamed(expression, Old.Name, New.Name) : null,
        }).ToValueList(),
        Include = index.Include.Select(Renamed).ToValueList(),
        Where = index.Where is { } where ? Renamed(where, Old.Name, New.Name) : null,
    };

    private Constraint Copy(Constraint constraint)
    {
        var copy = constraint with { Name = Context.Unique("sm_new", constraint.Name!) };
        return copy switch
        {
            CheckConstraint check => check with { Condition = Renamed(check.Condition, Old.Name, New.Name) },
            ForeignKey key => key with { Columns = key.Columns.Select(Renamed).ToValueList() },
            IndexConstraint index => index with { Columns = index.Columns.Select(Renamed).ToValueList(), Include = index.Include.Select(Renamed).ToValueList() },
            _ => copy,
        };
    }

    /// <summary>Copies of all indexes that use the column, those of constraints too.</summary>
    public IEnumerable<Index> IndexCopies =>
    [
        .. Indexes.Select(pair => pair.New),
        .. Constraints.Where(pair => pair.New is IndexConstraint and not ExclusionConstraint).Select(pair => IndexOf((IndexConstraint)pair.New) with { Table = pair.Owner }),
        .. Key is { } key ? [IndexOf(key.New)] : Array.Empty<Index>(),
    ];

    // Over another type an operator class, a predicate or a check may not exist: an empty table tells before anything is begun.
    private IEnumerable<Operation> Rehearsed
    {
        get
        {
            if (Old.Type == New.Type)
                return [];
            var trial = new QualifiedName(PostgresWriter.OwnSchema, Context.Unique("trial", TableName.Name));
            var copies = Indexes.Select(pair => (Operation)new CreateIndex(pair.New with { Table = trial, Name = null, Tablespace = null }))
                .Concat(Constraints.Select(pair => pair.New).OfType<CheckConstraint>().Select(check => new AddCheck(trial, check with { Name = null })))
                .SelectMany(copy => PostgresWriter.Write(copy, Context.Version)).ToList();
            return copies.Count == 0 ? [] : [new Rehearse($"CREATE TABLE {PostgresWriter.Name(trial)} (LIKE {PostgresWriter.Name(TableName)});\n{string.Join(";\n", copies)}")];
        }
    }

    private Index IndexOf(IndexConstraint constraint) =>
        new(constraint.Name, TableName, constraint.Columns.Select(column => new IndexColumn(column)).ToValueList())
        {
            Unique = true,
            Include = constraint.Include,
            With = constraint.With,
            Tablespace = constraint.Tablespace,
            NullsNotDistinct = constraint is UniqueConstraint { NullsNotDistinct: true },
        };

    private string Renamed(string column) => column == Old.Name ? New.Name : column;

    private static Expression Renamed(Expression expression, string from, string to) => PostgresReader.RenameColumn(expression, from, to);
}
