namespace SafeMigrate.Tests.Postgres.Comparison;

/// <summary>What our reader says of a statement, in the words of <c>pg_query.mjs</c>.</summary>
internal static class StatementFacts
{
    private static readonly Dictionary<string, string> InternalNames = new()
    {
        ["smallint"] = "int2",
        ["integer"] = "int4",
        ["bigint"] = "int8",
        ["real"] = "float4",
        ["double precision"] = "float8",
        ["boolean"] = "bool",
        ["character varying"] = "varchar",
        ["character"] = "bpchar",
        ["\"char\""] = "char",
        ["bit varying"] = "varbit",
        ["timestamp without time zone"] = "timestamp",
        ["timestamp with time zone"] = "timestamptz",
        ["time without time zone"] = "time",
        ["time with time zone"] = "timetz",
        ["smallserial"] = "serial2",
        ["serial"] = "serial4",
        ["bigserial"] = "serial8",
    };

    public static IEnumerable<string> Of(Statement statement)
    {
        var facts = statement.Tables.Select(table => "table " + table).Concat(statement.Columns.Select(column => "column " + column));
        return facts.Concat(statement.Operations.SelectMany(Of)).Distinct().Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Of(Operation operation) => operation switch
    {
        CreateTable create => create.Columns.SelectMany(Type).Concat(create.Constraints.Select(Of)),
        AddColumn add => Type(add.Column),
        AddConstraint add => [Of(add.Constraint)],
        _ => [],
    };

    private static IEnumerable<string> Type(Column column)
    {
        var type = column.Type;
        if (type.Name == "")
            return [];
        var name = type.Name.StartsWith("interval") ? "interval" : InternalNames.GetValueOrDefault(type.Name, type.Name);
        return [$"type {column.Name} {(type.Schema is null ? "" : type.Schema + ".")}{name}{(type.ArrayDimensions > 0 ? "[]" : "")}"];
    }

    private static string Of(Constraint constraint)
    {
        var kind = constraint switch
        {
            CheckConstraint => "CHECK",
            NotNullConstraint => "NOTNULL",
            ForeignKey => "FOREIGN",
            PrimaryKey => "PRIMARY",
            UniqueConstraint => "UNIQUE",
            _ => "EXCLUSION",
        };
        string[] flags =
        [
            constraint.Deferrable ? "DEFERRABLE" : "", constraint.InitiallyDeferred ? "DEFERRED" : "", constraint.NoInherit ? "NO INHERIT" : "",
            constraint.NotEnforced ? "NOT ENFORCED" : constraint.NotValid ? "NOT VALID" : "",
            constraint is UniqueConstraint { NullsNotDistinct: true } ? "NULLS NOT DISTINCT" : "",
        ];
        return $"constraint {kind} {constraint.Name ?? "-"} {string.Join(" ", flags.Where(flag => flag != ""))}".TrimEnd();
    }
}
