using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Bytes between columns.</summary>
internal sealed class SM0912ColumnOrder : Rule<CreateTable>
{
    private const int Worthwhile = 8;

    public override string Id => "SM0912";
    public override string Name => "column-order";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "An order of columns that fills every row with padding";
    public override string Why => """
        A value of 8 bytes starts at a multiple of 8, so after a boolean 7 bytes are empty, in every row. PostgreSQL keeps the columns in
        the order in which they are written.
        """;
    public override string Instead => "Put the columns of 8 bytes first, then those of 4, 2 and 1, and texts last";
    public override string Bad => "CREATE TABLE orders (paid boolean, id bigint PRIMARY KEY, urgent boolean, customer_id bigint);";
    public override string Good => "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, paid boolean, urgent boolean);";

    protected override IEnumerable<Finding> Check(CreateTable operation, RuleContext context)
    {
        // Behind the first value without a fixed length no place is known.
        var sizes = operation.Columns.Select(column => SizeOf(column.Type)).TakeWhile(size => size > 0).ToList();
        var wasted = Length(sizes) - Length([.. sizes.OrderByDescending(size => size)]);
        if (wasted >= Worthwhile)
            yield return Found(operation, $"In another order each row of {operation.Table} is {wasted} bytes shorter");
    }

    private static int Length(List<int> sizes)
    {
        var end = sizes.Aggregate(0, (at, size) => ((at + size - 1) / size * size) + size);
        return (end + 7) / 8 * 8;
    }

    private static int SizeOf(DataType type) => type.ArrayDimensions > 0 || type.Schema is not (null or "pg_catalog") ? 0 : type.Name switch
    {
        "bigint" or "bigserial" or "double precision" or "timestamp with time zone" or "timestamp without time zone" or "time without time zone" or "money" => 8,
        "integer" or "serial" or "real" or "date" or "oid" => 4,
        "smallint" or "smallserial" => 2,
        "boolean" => 1,
        _ => 0,
    };
}
