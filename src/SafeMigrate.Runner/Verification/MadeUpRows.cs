using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>Rows for tables of which nothing is known but their shape.</summary>
internal static class MadeUpRows
{
    // Behind the numbers that people give to rows by hand, and small enough for a smallint.
    private const int BehindGiven = 10_000;

    /// <summary>Fills all tables, parents first, and returns the SQL that does the same elsewhere.</summary>
    /// <param name="database">Where to.</param>
    /// <param name="schema">Its tables.</param>
    /// <param name="count">How many rows each gets.</param>
    /// <param name="besideGiven">True where the migration inserts rows with keys of its own.</param>
    /// <param name="notes">Gets what has no rows, and why.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<string> WriteAsync(string database, Schema schema, int count, bool besideGiven, List<string> notes, CancellationToken cancellation)
    {
        var all = new List<string>();
        var first = besideGiven ? BehindGiven : 0;
        foreach (var table in Ordered(schema).Where(table => table.PartitionOf is null))
        {
            if (Insert(schema, table, "n", EnumLabels.None) is not { } insert)
            {
                notes.Add($"{table.Name} has no made-up rows: a column's type is not known here");
                continue;
            }

            // Row by row: one that a constraint forbids must not take the others with it.
            var sql = $"""
                DO $rows$
                BEGIN
                  FOR n IN {first + 1}..{first + count} LOOP
                    BEGIN
                      {insert};
                    EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN NULL;
                    END;
                  END LOOP;
                END $rows$
                """;
            await RehearsalSql.RunAsync(database, sql, cancellation);
            all.Add(sql);
            if (await RehearsalSql.ScalarAsync(database, $"SELECT count(*) FROM {PostgresWriter.Name(table.Name)}", cancellation) == 0)
                notes.Add($"{table.Name} has no made-up rows: its constraints take none of them");
        }

        return string.Join(";\n", all);
    }

    /// <summary>An INSERT of one row; null where a value cannot be made up.</summary>
    /// <param name="schema">For the parents of foreign keys.</param>
    /// <param name="table">The table.</param>
    /// <param name="number">SQL of the row's number.</param>
    /// <param name="labels">What columns of enums take.</param>
    public static string? Insert(Schema schema, Table table, string number, EnumLabels labels)
    {
        var columns = table.Columns.Where(column => column.Generated is null
            && (column.Default is null || table.KeyColumns.Contains(column.Name) || (ChangesWithTime(column.Default) && Value(schema, table, column, number, labels) is not null))).ToList();
        var values = columns.Select(column => Value(schema, table, column, number, labels)).ToList();
        if (columns.Count == 0)
            return $"INSERT INTO {PostgresWriter.Name(table.Name)} DEFAULT VALUES";
        return values.Contains(null)
            ? null
            : $"INSERT INTO {PostgresWriter.Name(table.Name)} ({string.Join(", ", columns.Select(column => PostgresIdentifier.Quote(column.Name)))})"
                + $"{(columns.Any(column => column.Identity is not null) ? " OVERRIDING SYSTEM VALUE" : "")} VALUES ({string.Join(", ", values)})";
    }

    // The rows of two databases are compared.
    private static bool ChangesWithTime(Expression value) => !value.IsConstant && !value.Functions.Any(function => function.EndsWith("nextval", StringComparison.Ordinal));

    /// <summary>A value for a column; null where none can be made up and the column needs one.</summary>
    public static string? Value(Schema schema, Table table, Column column, string number, EnumLabels labels)
    {
        if (labels.Value(schema, table, column) is { } label)
            return label;
        var key = table.Constraints.OfType<ForeignKey>().FirstOrDefault(key => key.Columns is [var only] && only == column.Name && !schema.Same(key.ReferencedTable, table.Name));
        if (key is not null && schema.Find(key.ReferencedTable) is { } parent)
        {
            var target = PostgresIdentifier.Quote(key.ReferencedColumns.Count > 0 ? key.ReferencedColumns[0] : parent.KeyColumns.FirstOrDefault() ?? column.Name);
            return $"(SELECT {target} FROM {PostgresWriter.Name(parent.Name)} WHERE {target} IS NOT NULL ORDER BY {target} LIMIT 1 OFFSET {number} % (SELECT greatest(1, least(count(*), 50)) FROM {PostgresWriter.Name(parent.Name)}))";
        }

        if (table.Constraints.OfType<ForeignKey>().Any(other => other.Columns.Contains(column.Name)))
            return column.NotNull ? null : "NULL";
        return OfType(column.Type, number, schema.FindDomain(new QualifiedName(column.Type.Schema, column.Type.Name))) ?? (column.NotNull ? $"(enum_range(NULL::{PostgresWriter.Type(column.Type)}))[1]" : "NULL");
    }

    private static string? OfType(DataType type, string number, CreateDomain? domain) => domain is not null
        ? OfType(domain.Type, number, null)
        : type.ArrayDimensions > 0 ? "'{}'" : type.Name switch
        {
            "smallint" => $"({number} % 30000)",
            "integer" or "bigint" or "real" or "double precision" or "oid" => $"{number}",
            "numeric" => type.Modifiers.Count > 0 ? $"({number} % 9)" : $"{number}",
            "text" or "citext" or "name" => $"('text ' || {number})",
            "character varying" or "character" => type.Modifiers.Count > 0 ? $"left(({number})::text || ' text', {type.Modifiers[0]})" : $"('text ' || {number})",
            "boolean" => $"({number} % 2 = 0)",
            "uuid" => $"md5(({number})::text)::uuid",
            "date" => $"(date '2020-01-01' + ({number} % 2000)::int)",
            "timestamp without time zone" or "timestamp with time zone" => $"(timestamp '2020-01-01' + ({number} % 100000) * interval '1 minute')",
            "time without time zone" or "time with time zone" => "time '12:00'",
            "interval" => "interval '1 day'",
            "json" or "jsonb" => "'{}'",
            "bytea" => "'\\x00'",
            "inet" or "cidr" => "'10.0.0.1'",
            _ => null,
        };

    // Parents before children; a circle is broken where it is met.
    private static List<Table> Ordered(Schema schema)
    {
        var (done, ordered) = (new HashSet<QualifiedName>(), new List<Table>());
        void Visit(Table table)
        {
            if (!done.Add(table.Name))
                return;
            foreach (var parent in table.Constraints.OfType<ForeignKey>().Select(key => schema.Find(key.ReferencedTable)).OfType<Table>())
                Visit(parent);
            ordered.Add(table);
        }

        foreach (var table in schema.Tables)
            Visit(table);
        return ordered;
    }
}
