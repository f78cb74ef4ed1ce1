using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Key and reference have different types.</summary>
internal sealed class SM0115ForeignKeyTypeMismatch : Rule<Operation>
{
    public override string Id => "SM0115";
    public override string Name => "foreign-key-type-mismatch";
    public override Severity Severity => Severity.Warning;
    public override string Title => "A foreign key column has another type than the column it references";
    public override string Why => """
        PostgreSQL accepts an integer that references a bigint. The validation then converts row by row, indexes may not be used for look-
        ups from the other side, and the column is the one that overflows first.
        """;
    public override string Instead => "Give both columns the same type, the larger of the two";
    public override string Bad => """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id integer REFERENCES customers (id));
        """;
    public override string Good => """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers (id));
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        foreach (var key in KeysOf(operation))
        {
            var columns = ColumnsOf(operation, context);
            var parent = context.Table(key.ReferencedTable);
            var referenced = key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : parent?.KeyColumns ?? [];
            for (var i = 0; i < Math.Min(key.Columns.Count, referenced.Count); i++)
            {
                var (child, target) = (columns.FirstOrDefault(column => column.Name == key.Columns[i])?.Type, parent?.Column(referenced[i])?.Type);
                if (child is not null && target is not null && Plain(child) != Plain(target))
                    yield return Mismatch(operation, Place(key, operation), (key.Columns[i], child), ($"{key.ReferencedTable}.{referenced[i]}", target));
            }
        }
    }

    private static IEnumerable<ForeignKey> KeysOf(Operation operation) => operation switch
    {
        CreateTable create => create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints)).OfType<ForeignKey>(),
        AddColumn add => add.Column.Constraints.OfType<ForeignKey>(),
        AddForeignKey add => [add.ForeignKey],
        _ => [],
    };

    private static IReadOnlyList<Column> ColumnsOf(Operation operation, RuleContext context) => operation switch
    {
        CreateTable create => create.Columns,
        AddColumn add => [add.Column],
        AddForeignKey add => context.Table(add.Table)?.Columns ?? [],
        _ => [],
    };

    private static Location Place(ForeignKey key, Operation operation) => key.Location == Location.None ? operation.Location : key.Location;

    private Finding Mismatch(Operation operation, Location place, (string Name, DataType Type) child, (string Name, DataType Type) target) =>
        Family(child.Type) is { } one && Family(target.Type) is { } other && one != other
            ? Found(operation, place, $"The server refuses the foreign key, because {child.Name} is {child.Type} and {target.Name} is {target.Type}") with { Severity = Severity.Error }
            : Found(operation, place, $"{child.Name} is {child.Type}, but {target.Name} is {target.Type}");

    // Between two families there is no operator = that a foreign key could use; of other types that is not known here.
    private static string? Family(DataType type) => type.ArrayDimensions > 0 ? null : Plain(type) switch
    {
        "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision" => "number",
        "text" => "text",
        "uuid" or "boolean" or "bytea" => type.Name,
        "date" or "timestamp without time zone" or "timestamp with time zone" => "date",
        _ => null,
    };

    // Lengths do not matter to a key, and serial is an integer.
    private static string Plain(DataType type) => type.Name switch
    {
        "smallserial" => "smallint",
        "serial" => "integer",
        "bigserial" => "bigint",
        "character varying" or "character" or "bpchar" => "text",
        _ => type.Name,
    };
}
