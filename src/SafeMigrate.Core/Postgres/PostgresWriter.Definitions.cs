using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    /// <summary>A name with its schema where it has one, quoted where it must be.</summary>
    public static string Name(QualifiedName name) => name.Schema is null ? Quote(name.Name) : Quote(name.Schema) + "." + Quote(name.Name);

    /// <summary>An identifier, in quotation marks unless it is a plain lower-case word that is no keyword.</summary>
    public static string Quote(string identifier) => PostgresIdentifier.Quote(identifier);

    /// <summary>A string constant. Backslashes stand for themselves, as <c>standard_conforming_strings</c> has it.</summary>
    public static string Literal(string? value) => value is null ? "NULL" : "'" + value.Replace("'", "''") + "'";

    /// <summary>A type as a column definition has it.</summary>
    public static string Type(DataType type)
    {
        if (type.Schema is null && type.Name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or ' ' or '"'))
            return type.ToString();
        var name = (type with { Schema = null, Name = "", ArrayDimensions = 0 }).ToString();
        return Name(new QualifiedName(type.Schema, type.Name)) + name + string.Concat(Enumerable.Repeat("[]", type.ArrayDimensions));
    }

    private static string Columns(IEnumerable<string> columns) => string.Join(", ", columns.Select(Quote));

    private static string Definition(Column column) => string.Join(" ", ColumnParts(column));

    private static IEnumerable<string> ColumnParts(Column column)
    {
        yield return Quote(column.Name);
        if (column.Type.Name != "")
            yield return Type(column.Type);
        if (column.Storage is not null)
            yield return $"STORAGE {column.Storage}";
        if (column.Compression is not null)
            yield return $"COMPRESSION {column.Compression}";
        if (column.ForeignOptions is not null)
            yield return $"OPTIONS ({column.ForeignOptions})";
        if (column.Collation is not null)
            yield return $"COLLATE {Name(column.Collation)}";
        if (column.Default is not null)
            yield return $"DEFAULT {InDefinition(column.Default)}";
        if (column.Generated is { } generated)
            yield return $"GENERATED ALWAYS AS ({generated.Expression}) {(generated.Stored ? "STORED" : "VIRTUAL")}";
        if (column.Identity is { } identity)
            yield return Identity(identity);
        if (column.NotNull)
            yield return If(column.NotNullName is not null, $"CONSTRAINT {Quote(column.NotNullName ?? "")} ") + "NOT NULL" + If(column.NotNullNoInherit, " NO INHERIT");
        foreach (var constraint in column.Constraints)
            yield return ColumnConstraint(constraint);
    }

    // In front of other clauses of the column only a part of the operators may stand without parentheses.
    private static string InDefinition(Expression value) =>
        new Parser(new SourceText("", value.Sql)).WholeExpression(restricted: true) is null ? $"({value})" : value.Sql;

    private static string ColumnConstraint(Constraint constraint) => ConstraintName(constraint) + constraint switch
    {
        CheckConstraint check => $"CHECK ({check.Condition})",
        ForeignKey key => References(key),
        PrimaryKey key => "PRIMARY KEY" + IndexOptions(key),
        UniqueConstraint unique => "UNIQUE" + If(unique.NullsNotDistinct, " NULLS NOT DISTINCT") + IndexOptions(unique),
        _ => throw new ArgumentOutOfRangeException(nameof(constraint), constraint.GetType().Name),
    } + Attributes(constraint);

    private static string Definition(Constraint constraint) => ConstraintName(constraint) + constraint switch
    {
        CheckConstraint check => $"CHECK ({check.Condition})",
        NotNullConstraint notNull => $"NOT NULL {Quote(notNull.Column)}",
        ForeignKey key => $"FOREIGN KEY ({PeriodColumns(key.Columns, key.Period)}) {References(key)}",
        IndexConstraint { UsingIndex: { } index } => $"{(constraint is PrimaryKey ? "PRIMARY KEY" : "UNIQUE")} USING INDEX {Quote(index)}",
        PrimaryKey key => "PRIMARY KEY " + Key(key) + IndexOptions(key),
        UniqueConstraint unique => "UNIQUE " + If(unique.NullsNotDistinct, "NULLS NOT DISTINCT ") + Key(unique) + IndexOptions(unique),
        ExclusionConstraint exclusion => $"EXCLUDE {If(exclusion.Method is not null, $"USING {exclusion.Method} ")}({exclusion.Elements})"
            + IndexOptions(exclusion) + If(exclusion.Where is not null, $" WHERE ({exclusion.Where})"),
        _ => throw new ArgumentOutOfRangeException(nameof(constraint), constraint.GetType().Name),
    } + Attributes(constraint);

    private static string ConstraintName(Constraint constraint) => constraint.Name is null ? "" : $"CONSTRAINT {Quote(constraint.Name)} ";

    private static string Key(IndexConstraint constraint) => $"({Columns(constraint.Columns)}{If(constraint.WithoutOverlaps, " WITHOUT OVERLAPS")})";

    private static string IndexOptions(IndexConstraint constraint) =>
        If(constraint.Include.Count > 0, $" INCLUDE ({Columns(constraint.Include)})")
        + If(constraint.With is not null, $" WITH ({constraint.With})")
        + If(constraint.Tablespace is not null, $" USING INDEX TABLESPACE {Quote(constraint.Tablespace ?? "")}");

    private static string References(ForeignKey key) =>
        "REFERENCES " + Name(key.ReferencedTable) + If(key.ReferencedColumns.Count > 0, $" ({PeriodColumns(key.ReferencedColumns, key.Period)})")
        + If(key.Match is not null, $" MATCH {key.Match}")
        + If(key.OnDelete is not null, $" ON DELETE {key.OnDelete}")
        + If(key.OnUpdate is not null, $" ON UPDATE {key.OnUpdate}");

    private static string PeriodColumns(ValueList<string> columns, bool period) => period
        ? Columns(columns.Take(columns.Count - 1)) + ", PERIOD " + Quote(columns[columns.Count - 1])
        : Columns(columns);

    private static string Attributes(Constraint constraint) =>
        If(constraint.NoInherit, " NO INHERIT") + If(constraint.Deferrable, " DEFERRABLE") + If(constraint.InitiallyDeferred, " INITIALLY DEFERRED")
        + If(constraint.NotEnforced, " NOT ENFORCED") + If(constraint.NotValid, " NOT VALID");

    private static string CreateTableStatement(CreateTable create)
    {
        var elements = create.Columns.Select(Definition)
            .Concat(create.Like.Select(like => $"LIKE {Name(like.Source)}{If(like.Options != "", " " + like.Options)}"))
            .Concat(create.Constraints.Select(Definition)).ToList();
        var parentheses = elements.Count == 0 && (create.PartitionOf is not null || create.OfType is not null || create.AsQuery is not null)
            ? ""
            : " (" + string.Join(", ", elements) + ")";

        return "CREATE " + create.Persistence switch { Persistence.Temporary => "TEMPORARY ", Persistence.Unlogged => "UNLOGGED ", _ => "" }
            + If(create.Server is not null, "FOREIGN ") + "TABLE " + If(create.IfNotExists, "IF NOT EXISTS ") + Name(create.Table)
            + If(create.OfType is not null, $" OF {(create.OfType is { } type ? Name(type) : "")}")
            + If(create.PartitionOf is not null, $" PARTITION OF {(create.PartitionOf is { } of ? Name(of.Parent) : "")}")
            + parentheses
            + If(create.PartitionOf is not null, " " + create.PartitionOf?.Bound)
            + If(create.Inherits.Count > 0, $" INHERITS ({string.Join(", ", create.Inherits.Select(Name))})")
            + If(create.PartitionBy is not null, " PARTITION BY " + create.PartitionBy)
            + If(create.Server is not null, $" SERVER {Quote(create.Server ?? "")}{If(create.ForeignOptions is not null, $" OPTIONS ({create.ForeignOptions})")}")
            + If(create.Options != "", " " + create.Options)
            + If(create.AsQuery is not null, " AS " + create.AsQuery);
    }

    private static string CreateIndexStatement(CreateIndex create)
    {
        var index = create.Index;
        return $"CREATE {If(index.Unique, "UNIQUE ")}INDEX {If(create.Concurrently, "CONCURRENTLY ")}{If(create.IfNotExists, "IF NOT EXISTS ")}"
            + If(index.Name is not null, Quote(index.Name ?? "") + " ")
            + $"ON {If(index.Only, "ONLY ")}{Name(index.Table)}{If(index.Method is not null, $" USING {index.Method}")}"
            + $" ({string.Join(", ", index.Columns.Select(Key))})"
            + If(index.Include.Count > 0, $" INCLUDE ({Columns(index.Include)})")
            + If(index.NullsNotDistinct, " NULLS NOT DISTINCT")
            + If(index.With is not null, $" WITH ({index.With})")
            + If(index.Tablespace is not null, $" TABLESPACE {Quote(index.Tablespace ?? "")}")
            + If(index.Where is not null, $" WHERE {index.Where}");
    }

    private static string Key(IndexColumn key) =>
        (key.Column is { } column ? Quote(column) : $"({key.Expression})")
        + If(key.Collation is not null, $" COLLATE {(key.Collation is { } collation ? Name(collation) : "")}")
        + If(key.OperatorClass is not null, " " + key.OperatorClass)
        + If(key.Descending, " DESC")
        + key.NullsFirst switch { true => " NULLS FIRST", false => " NULLS LAST", null => "" };

    private static string Identity(Identity identity) =>
        $"GENERATED {(identity.Always ? "ALWAYS" : "BY DEFAULT")} AS IDENTITY{If(identity.Options != "", $" ({identity.Options})")}";
}
