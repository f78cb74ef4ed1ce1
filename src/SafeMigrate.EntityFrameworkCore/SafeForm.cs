using SafeMigrate.Postgres;
using Index = SafeMigrate.Operations.Index;

namespace SafeMigrate.EntityFrameworkCore;

/// <summary>What does the same as a statement without keeping reads and writes out, as far as that is a question of how it is written.</summary>
internal static class SafeForm
{
    /// <summary>The statements in its place, each with whether it runs outside the migration's transaction; null where it has no other form.</summary>
    /// <param name="statement">One statement.</param>
    /// <param name="isNew">True for tables that nobody uses yet: they need no other form.</param>
    /// <param name="version">The major version of PostgreSQL.</param>
    public static IReadOnlyList<SqlCommand>? Of(Statement statement, Func<QualifiedName, bool> isNew, int version) =>
        statement.Operations is [TableOperation operation] && isNew(operation.Table) ? null : statement.Operations switch
        {
            [CreateIndex { Concurrently: false } create] => Outside(create with { Concurrently = true, Written = null }, version),
            [DropIndex { Concurrently: false, Cascade: false } drop] when drop.Table is null || !isNew(drop.Table) => Outside(drop with { Concurrently = true, Written = null }, version),
            [AddForeignKey { ForeignKey: { NotValid: false, Name: { } name } key } add] =>
                Validated(add with { ForeignKey = key with { NotValid = true }, Written = null }, name, version),
            [AddCheck { Check: { NotValid: false, Name: { } name } check } add] =>
                Validated(add with { Check = check with { NotValid = true }, Written = null }, name, version),
            [AddUnique { Unique: { UsingIndex: null, Deferrable: false, Name: { } name } unique } add] => Attached(add, unique, name, version),
            [SetNotNull set] => Proven(set, version),
            _ => null,
        };

    private static List<SqlCommand> Outside(Operation operation, int version) => [.. Text(operation, version).Select(sql => new SqlCommand(sql, true))];

    // The lock of ADD CONSTRAINT is held until its transaction ends, so the rows are checked in another one.
    private static List<SqlCommand> Validated(AddConstraint add, string name, int version) =>
        [.. Inside(add, version), .. Outside(new ValidateConstraint(add.Table, name), version)];

    private static List<SqlCommand> Attached(AddUnique add, UniqueConstraint unique, string name, int version)
    {
        var index = new Index(name, add.Table, [.. unique.Columns.Select(column => new IndexColumn(column))]) { Unique = true, NullsNotDistinct = unique.NullsNotDistinct };
        var attached = unique with { Columns = [], UsingIndex = name };
        return
        [
            .. Outside(new CreateIndex(index) { Concurrently = true }, version),
            .. Inside(add with { Unique = attached, Written = null }, version),
        ];
    }

    // PostgreSQL takes a validated check for a proof, and then does not read the table under its strongest lock.
    private static List<SqlCommand> Proven(SetNotNull set, int version)
    {
        var condition = PostgresReader.ReadExpression($"{PostgresWriter.Quote(set.Column)} IS NOT NULL");
        var check = new CheckConstraint($"sm_{set.Table.Name}_{set.Column}_set", condition) { NotValid = true };
        return
        [
            .. Validated(new AddCheck(set.Table, check), check.Name!, version),
            .. Inside(set, version),
            .. Inside(new DropConstraint(set.Table, check.Name!), version),
        ];
    }

    private static IEnumerable<SqlCommand> Inside(Operation operation, int version) => Text(operation, version).Select(sql => new SqlCommand(sql, false));

    private static IReadOnlyList<string> Text(Operation operation, int version) => PostgresWriter.Write(operation, version);
}

/// <summary>A statement to run.</summary>
/// <param name="Sql">Its text.</param>
/// <param name="OutsideTransaction">EF Core commits the migration's transaction before it, and begins another one behind it.</param>
internal sealed record SqlCommand(string Sql, bool OutsideTransaction);
