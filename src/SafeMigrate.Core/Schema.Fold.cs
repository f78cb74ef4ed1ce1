using SafeMigrate.Operations;

namespace SafeMigrate;

public sealed partial record Schema
{
    /// <summary>
    /// The schema after <paramref name="operation"/>. What is not known beforehand is learnt as far as the operation tells: a column added
    /// to an unknown table gives a table with that one column.
    /// </summary>
    public Schema Apply(Operation operation) => operation switch
    {
        CreateTable { Persistence: Persistence.Temporary } => this,
        CreateTable create => create.IfNotExists && Find(create.Table) is not null ? this : With(TableOf(create)),
        DropTable drop => Without(drop.Table).Independent("foreign key of " + drop.Table.Name, null),
        RenameTable rename => Moved(rename.Table, rename.Table with { Name = rename.NewName }),
        MoveTable move => Moved(move.Table, move.Table with { Schema = move.NewSchema }),
        CreateIndex create => create.IfNotExists && create.Index.Name is { } name && FindIndex(create.Table with { Name = name }) is not null
            ? this
            : With(WithIndex(Known(create.Table), create.Index)),
        DropIndex drop => ChangeIndex(drop.Index, _ => null),
        RenameIndex rename => ChangeIndex(rename.Index, index => index with { Name = rename.NewName }),
        CreateDomain domain => this with { domains = domains.With(Key(domain.Domain), domain) },
        SetDomainNotNull set => Changed(set.Domain, domain => domain with { NotNull = set.NotNull }),
        AddDomainConstraint add => Changed(add.Domain, domain => domain with { Checks = [.. domain.Checks, add.Check] }),
        DropDomainConstraint drop => Changed(drop.Domain, domain => domain with
        {
            Checks = domain.Checks.Where(check => check.Name != drop.Constraint).ToValueList(),
        }),
        RenameObject { Kind: ObjectKind.Type } rename => Retyped(rename),
        CreateMaterializedView view => (this with { materializedViews = materializedViews.With(Key(view.View), view) }).Read(view.View, view.Reads),
        CreateView { Temporary: false } view => (this with { views = views.With(Key(view.View), view) }).Read(view.View, view.Reads),
        DropObject { Kind: ObjectKind.Domain } drop => this with { domains = domains.Without(Key(drop.Object)) },
        DropObject { Kind: ObjectKind.View } drop => (this with { views = views.Without(Key(drop.Object)) }).Independent("view", drop.Object.Name),
        DropObject { Kind: ObjectKind.MaterializedView } drop =>
            (Without(drop.Object) with { materializedViews = materializedViews.Without(Key(drop.Object)) }).Independent("materialized view", drop.Object.Name),
        DropConstraint drop when Find(drop.Table)?.Constraint(drop.Constraint) is ForeignKey =>
            With(Changed(Known(drop.Table), drop)!).Independent("foreign key of " + drop.Table.Name, drop.Constraint),
        AttachPartition attach => With(Known(attach.Partition) with { PartitionOf = new PartitionOf(attach.Table, attach.Bound) }),
        DetachPartition detach => With(Known(detach.Partition) with { PartitionOf = null }),
        TableOperation change => Changed(Known(change.Table), change) is { } table ? With(table) : this,
        _ => this,
    };

    /// <summary>The schema with a column as the source of a change says it was: the author's tool looked it up.</summary>
    internal Schema With(QualifiedName table, Column before) => Find(table)?.Column(before.Name) is null
        ? With(WithColumn(Known(table), before))
        : With(Altered(Known(table), before.Name, column => column with { Type = before.Type, NotNull = before.NotNull }));

    /// <summary>The schema after all of <paramref name="operations"/>, in order.</summary>
    public Schema Apply(IEnumerable<Operation> operations) => operations.Aggregate(this, (schema, operation) => schema.Apply(operation));

    // What hung on tables and is gone. Only a catalog tells what hangs on them: where there is none, the many drops of a long history look at no table.
    private Schema Independent(string kind, string? name) => !hasDependents ? this : tables.Values
        .Where(table => table.Dependents.Any(dependent => dependent.Kind == kind && (name is null || dependent.Name == name)))
        .Aggregate(this, (schema, table) => schema.With(table with
        {
            Dependents = table.Dependents.Where(dependent => dependent.Kind != kind || (name is not null && dependent.Name != name)).ToValueList(),
        }));

    private Schema Changed(QualifiedName domain, Func<CreateDomain, CreateDomain> change) =>
        FindDomain(domain) is { } known ? this with { domains = domains.With(Key(domain), change(known)) } : this;

    private Schema Retyped(RenameObject rename) => tables.Values
        .Where(table => table.Columns.Any(column => Has(column, rename.Object)))
        .Aggregate(this, (schema, table) => schema.With(table with
        {
            Columns = table.Columns.Select(column => Has(column, rename.Object) ? column with { Type = column.Type with { Name = rename.NewName } } : column).ToValueList(),
        }));

    private bool Has(Column column, QualifiedName type) => column.Type.Name == type.Name && Same(new QualifiedName(column.Type.Schema, column.Type.Name), type);

    private Table Known(QualifiedName name) => Find(name) ?? new Table(name, []) { IsComplete = false };

    private Schema Moved(QualifiedName from, QualifiedName to) =>
        Without(from).With(Known(from) with { Name = to, Indexes = Known(from).Indexes.Select(index => index with { Table = to }).ToValueList() });

    private Schema ChangeIndex(QualifiedName name, Func<Index, Index?> change)
    {
        if (FindIndex(name) is not var (table, found))
            return this;
        var indexes = table.Indexes.Select(index => ReferenceEquals(index, found) ? change(index) : index).OfType<Index>();
        return With(table with { Indexes = indexes.ToValueList() });
    }

    // Null where the operation says nothing about the table's shape.
    private Table? Changed(Table table, TableOperation operation) => operation switch
    {
        AddColumn { IfNotExists: true } add when table.Column(add.Column.Name) is not null => null,
        AddColumn add => WithColumn(table, add.Column),
        DropColumn drop => WithoutColumn(table, drop.Column),
        RenameColumn rename => Renamed(table, rename.Column, rename.NewName),
        ChangeColumnType change => Altered(table, change.Column, column => column with
        {
            Type = change.Type,
            Collation = change.Collation ?? column.Collation,
        }),
        SetNotNull set => Altered(table, set.Column, column => column with { NotNull = true }),
        DropNotNull drop => Altered(table, drop.Column, column => column with { NotNull = false }),
        SetDefault set => Altered(table, set.Column, column => column with { Default = set.Default }),
        DropDefault drop => Altered(table, drop.Column, column => column with { Default = null }),
        AddConstraint add => WithConstraint(table, add.Constraint),
        ValidateConstraint validate => ChangeConstraint(table, validate.Constraint, found => found with { NotValid = false }),
        DropConstraint drop => ChangeConstraint(table, drop.Constraint, _ => null),
        SetExpression set => Altered(table, set.Column, column => column with
        {
            Generated = new Generated(set.Expression, column.Generated?.Stored ?? true),
        }),
        DropExpression drop => Altered(table, drop.Column, column => column with { Generated = null }),
        AddIdentity add => Altered(table, add.Column, column => column with { Identity = add.Identity, NotNull = true }),
        DropIdentity drop => Altered(table, drop.Column, column => column with { Identity = null }),
        SetRowSecurity { Change: "ENABLE" } => table with { RowSecurity = true },
        SetRowSecurity { Change: "DISABLE" } => table with { RowSecurity = false },
        ChangeInheritance change => table with
        {
            Inherits = [.. table.Inherits.Where(parent => !Same(parent, change.Parent)), .. change.Inherits ? new[] { change.Parent } : []],
        },
        RenameConstraint rename => ChangeConstraint(table, rename.Constraint, found => found with { Name = rename.NewName }),
        _ => null,
    };

    private Table TableOf(CreateTable create)
    {
        var table = new Table(create.Table, [])
        {
            PartitionBy = create.PartitionBy,
            PartitionOf = create.PartitionOf,
            Inherits = create.Inherits,
            Persistence = create.Persistence,
            IsForeign = create.Server is not null,
            IsComplete = create.AsQuery is null && create.Inherits.Count == 0 && create.Like.Count == 0,
        };

        if (create.PartitionOf is { } partition && Find(partition.Parent) is { } parent)
            table = table with { Columns = parent.Columns, IsComplete = parent.IsComplete };
        foreach (var like in create.Like)
        {
            if (Find(like.Source) is { } source)
                table = Alike(table, source, like);
        }

        table = create.Columns.Aggregate(table, WithColumn);
        return create.Constraints.Aggregate(table, WithConstraint);
    }

    // Names and types and NOT NULL in any case; what else, the options say, of which the last one counts.
    private Table Alike(Table table, Table source, TableLike like)
    {
        var columns = source.Columns.Select(column => column with
        {
            Default = like.Includes("DEFAULTS") ? column.Default : null,
            Identity = like.Includes("IDENTITY") ? column.Identity : null,
            Generated = like.Includes("GENERATED") ? column.Generated : null,
        });
        table = table with { Columns = [.. table.Columns, .. columns], IsComplete = source.IsComplete };
        if (like.Includes("CONSTRAINTS"))
            table = source.Constraints.OfType<CheckConstraint>().Aggregate(table, WithConstraint);
        return like.Includes("INDEXES")
            ? source.Indexes.Aggregate(
                source.Constraints.Where(constraint => constraint is IndexConstraint or ExclusionConstraint).Aggregate(table, (changed, constraint) => WithConstraint(changed, constraint with { Name = null })),
                (changed, index) => WithIndex(changed, index with { Name = null, Table = table.Name }))
            : table;
    }

    private Table WithColumn(Table table, Column column)
    {
        var plain = column with { Constraints = [] };
        if (column.IsSerial)
        {
            var sequence = $"{table.Name.Name}_{column.Name}_seq";
            plain = plain with
            {
                Type = new DataType(column.Type.Name switch { "smallserial" => "smallint", "bigserial" => "bigint", _ => "integer" }),
                NotNull = true,
                Default = new Expression($"nextval('{sequence}'::regclass)") { Functions = ["nextval"] },
            };
        }

        if (column.Identity is not null)
            plain = plain with { NotNull = true };
        table = table with { Columns = [.. table.Columns.Where(other => other.Name != column.Name), plain] };
        return column.Constraints.Aggregate(table, WithConstraint);
    }

    private static Table WithoutColumn(Table table, string column) => table with
    {
        Columns = table.Columns.Where(other => other.Name != column).ToValueList(),

        // The server drops whatever index or constraint uses the column in any place.
        Constraints = table.Constraints.Where(constraint => !constraint.ConstrainedColumns.Contains(column)).ToValueList(),
        Indexes = table.Indexes.Where(index => !Uses(index, column)).ToValueList(),
    };

    private static bool Uses(Index index, string column) =>
        index.Columns.Any(key => key.Column == column || key.Expression?.Columns.Contains(column) == true)
        || index.Include.Contains(column) || index.Where?.Columns.Contains(column) == true;

    private static Table Altered(Table table, string name, Func<Column, Column> change) => table with
    {
        Columns = table.Columns.Select(column => column.Name == name ? change(column) : column).ToValueList(),
    };

    private static Table Renamed(Table table, string from, string to) => table with
    {
        Columns = table.Columns.Select(column => column.Name == from ? column with { Name = to } : column).ToValueList(),
        Constraints = table.Constraints.Select(constraint => Renamed(constraint, from, to)).ToValueList(),
        Indexes = table.Indexes.Select(index => Renamed(index, from, to)).ToValueList(),
    };

    private static Constraint Renamed(Constraint constraint, string from, string to) => constraint switch
    {
        CheckConstraint check => check with { Condition = Renamed(check.Condition, from, to) },
        NotNullConstraint notNull when notNull.Column == from => notNull with { Column = to },
        ForeignKey key => key with { Columns = Renamed(key.Columns, from, to) },
        IndexConstraint index => index with { Columns = Renamed(index.Columns, from, to), Include = Renamed(index.Include, from, to) },
        _ => constraint,
    };

    private static Index Renamed(Index index, string from, string to) => index with
    {
        Columns = index.Columns.Select(key => key with
        {
            Column = key.Column == from ? to : key.Column,
            Expression = key.Expression is { } expression ? Renamed(expression, from, to) : null,
        }).ToValueList(),
        Include = Renamed(index.Include, from, to),
        Where = index.Where is { } where ? Renamed(where, from, to) : null,
    };

    private static ValueList<string> Renamed(ValueList<string> columns, string from, string to) =>
        columns.Select(column => column == from ? to : column).ToValueList();

    private static Expression Renamed(Expression expression, string from, string to) =>
        expression.Columns.Contains(from) ? Postgres.PostgresReader.RenameColumn(expression, from, to) : expression;

    private Table WithIndex(Table table, Index index) => table with
    {
        Indexes = [.. table.Indexes, index.Name is null ? index with { Name = ServerName(table, Distinct(index.Columns.Select(NameOfKey).Concat(index.Include)), "idx", isRelation: true) } : index],
    };

    // As FigureIndexColname in parse_target.c: a function gives its name, what else is no column is called "expr".
    private static string NameOfKey(IndexColumn key)
    {
        if (key is not { Column: null, Expression: { } expression })
            return key.Column!;
        var call = expression.Sql.IndexOf('(');
        return call > 0 && expression.Sql.EndsWith(")", StringComparison.Ordinal) && expression.Functions.Contains(expression.Sql.Substring(0, call))
            ? expression.Sql.Substring(expression.Sql.LastIndexOf('.', call) + 1, call - expression.Sql.LastIndexOf('.', call) - 1)
            : "expr";
    }

    // As ChooseIndexColumnNames in indexcmds.c: what has a name already gets a number.
    private static IReadOnlyList<string> Distinct(IEnumerable<string> names) => names.Aggregate(
        new List<string>(),
        (chosen, name) => [.. chosen, chosen.Contains(name) ? Enumerable.Range(1, chosen.Count).Select(number => name + number).First(free => !chosen.Contains(free)) : name]);

    private Table WithConstraint(Table table, Constraint constraint)
    {
        if (constraint is NotNullConstraint { NotValid: false } notNull)
            table = Altered(table, notNull.Column, column => column with { NotNull = true });

        if (constraint is IndexConstraint { UsingIndex: { } used } adopting && table.Indexes.FirstOrDefault(index => index.Name == used) is { } existing)
        {
            // USING INDEX without a name keeps the index's; with one the index is renamed.
            constraint = adopting with { Name = adopting.Name ?? used, Columns = existing.Columns.Select(key => key.Column).OfType<string>().ToValueList() };
            table = table with { Indexes = table.Indexes.Where(index => !ReferenceEquals(index, existing)).ToValueList() };
        }

        if (constraint is PrimaryKey key)
            table = key.Columns.Aggregate(table, (changed, name) => Altered(changed, name, column => column with { NotNull = true }));

        return table with { Constraints = [.. table.Constraints, constraint.Name is null ? constraint with { Name = ServerName(table, constraint) } : constraint] };
    }

    private static Table ChangeConstraint(Table table, string name, Func<Constraint, Constraint?> change)
    {
        // A valid NOT NULL constraint of PostgreSQL 18 and the column's own flag are one thing.
        if (table.Constraint(name) is NotNullConstraint notNull)
            table = Altered(table, notNull.Column, column => column with { NotNull = change(notNull) is { NotValid: false } });

        return table with
        {
            Constraints = table.Constraints.Select(found => found.Name == name ? change(found) : found).OfType<Constraint>().ToValueList(),
        };
    }

    private string ServerName(Table table, Constraint constraint) => constraint switch
    {
        PrimaryKey => ServerName(table, [], "pkey", isRelation: true),
        UniqueConstraint unique => ServerName(table, Distinct(unique.Columns.Concat(unique.Include)), "key", isRelation: true),
        ForeignKey => ServerName(table, constraint.ConstrainedColumns, "fkey"),
        ExclusionConstraint => ServerName(table, constraint.ConstrainedColumns, "excl", isRelation: true),
        NotNullConstraint => ServerName(table, constraint.ConstrainedColumns, "not_null"),

        // A check of several columns is named after the table alone (ChooseConstraintName in heap.c).
        _ => ServerName(table, constraint.ConstrainedColumns.Count == 1 ? constraint.ConstrainedColumns : [], "check"),
    };

    // Names that are cut to their length are often those of other tables' indexes.
    private string ServerName(Table table, IEnumerable<string> columns, string ending, bool isRelation = false)
    {
        var taken = table.Constraints.Select(constraint => constraint.Name).Concat(table.Indexes.Select(index => index.Name)).ToList();
        var joined = string.Join("_", columns);
        return Enumerable.Range(0, int.MaxValue).Select(number => ObjectName(table.Name.Name, joined, number == 0 ? ending : ending + number))
            .First(candidate => !taken.Contains(candidate) && !(isRelation && HasRelation(table.Name with { Name = candidate })));
    }

    // As makeObjectName in indexcmds.c: what does not fit into 63 bytes is cut off the longer of the table's and the columns' names.
    private static string ObjectName(string table, string columns, string ending)
    {
        var (first, second) = (Bytes(table), Math.Min(Bytes(columns), Postgres.PostgresIdentifier.MaxBytes));
        var available = Postgres.PostgresIdentifier.MaxBytes - Bytes(ending) - 1 - (columns.Length > 0 ? 1 : 0);
        while (first + second > available)
        {
            if (first > second)
                first--;
            else
                second--;
        }

        return Cut(table, first) + (columns.Length > 0 ? "_" + Cut(columns, second) : "") + "_" + ending;
    }

    private static int Bytes(string text) => System.Text.Encoding.UTF8.GetByteCount(text);

    private static string Cut(string text, int bytes) => Bytes(text) <= bytes ? text : Postgres.PostgresIdentifier.Compose("", text, "", bytes);
}
