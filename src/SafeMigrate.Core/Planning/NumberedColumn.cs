using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// A new column that the server numbers: a sequence numbers new rows at once and the others in batches; identity takes the sequence over when
/// every row has a number.
/// </summary>
internal static class NumberedColumn
{
    public static Plan Plan(AddColumn operation, PlanContext context, ValueList<Step> extras, ValueList<Step> rollback)
    {
        var (table, column) = (operation.Table, operation.Column);
        var type = column.Type.Name switch { "smallserial" => new DataType("smallint"), "serial" => new DataType("integer"), "bigserial" => new DataType("bigint"), _ => column.Type };
        var sequence = table with { Name = PostgresIdentifier.Compose("", $"{table.Name}_{column.Name}", "_seq") };
        var next = new Expression($"nextval({PostgresWriter.Literal(PostgresWriter.Name(sequence))}::regclass)") { Functions = ["nextval"] };
        var isNull = new Expression($"{PostgresIdentifier.Quote(column.Name)} IS NULL") { Columns = [column.Name] };
        return new Plan([])
        {
            Strategy = $"Add {table}.{column.Name} empty, number new rows by a sequence and the others in batches",
            Expand =
            [
                Steps.Of(
                    $"add {table}.{column.Name}, and number new rows",
                    new AddColumn(table, Steps.Bare(column) with { Type = type }),
                    new RunSql($"CREATE SEQUENCE {PostgresWriter.Name(sequence)} AS {PostgresWriter.Type(type)}{(column.Identity is { Options.Length: > 0 } identity ? " " + identity.Options : "")} OWNED BY {PostgresWriter.Name(table)}.{PostgresIdentifier.Quote(column.Name)}"),
                    new SetDefault(table, column.Name, next)),
            ],
            Backfill =
            [
                Steps.Of($"number the rows that exist", new BackfillColumn(table, column.Name, next, isNull)),
                .. Steps.NotNull(table, column.Name, context.Unique("sm_check", column.Name)),
                .. column.Identity is null ? [] : new[] { Identified(table, column, sequence) },
                .. extras,
            ],
            Rollback = rollback,
        };
    }

    // The sequence of an identity is its own: it goes on from the number that this one has come to.
    private static Step Identified(QualifiedName table, Column column, QualifiedName sequence)
    {
        var options = column.Identity!.Options is { Length: > 0 } given ? $" ({given})" : "";
        var add = $"ALTER TABLE {PostgresWriter.Name(table)} ALTER COLUMN {PostgresIdentifier.Quote(column.Name)} ADD GENERATED {(column.Identity.Always ? "ALWAYS" : "BY DEFAULT")} AS IDENTITY{options}";
        var body = $"""
            DECLARE
              state record;
            BEGIN
              SELECT last_value, is_called INTO state FROM {PostgresWriter.Name(sequence)};
              ALTER TABLE {PostgresWriter.Name(table)} ALTER COLUMN {PostgresIdentifier.Quote(column.Name)} DROP DEFAULT;
              DROP SEQUENCE {PostgresWriter.Name(sequence)};
              {add};
              PERFORM pg_catalog.setval(pg_catalog.pg_get_serial_sequence({PostgresWriter.Literal(PostgresWriter.Name(table))}, {PostgresWriter.Literal(column.Name)}), state.last_value, state.is_called);
            END
            """;
        return new Step($"let {table}.{column.Name} be an identity", [new RunSql($"DO {PostgresWriter.DollarQuoted(body)}")])
        {
            Sign = new AddIdentity(table, column.Name, column.Identity),
        };
    }
}
