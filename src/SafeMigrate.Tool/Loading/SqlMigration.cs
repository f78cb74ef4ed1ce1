using System.Collections;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;
using SafeMigrate.SqlServer;

namespace SafeMigrate.Tool.Loading;

/// <summary>Reads the text of one SQL file as the migration that its tool makes of it.</summary>
internal static class SqlMigration
{
    /// <summary>The migration of a text; <see cref="Migration.Down"/> is only filled from the same text, not from another file.</summary>
    public static Migration Read(SourceText source, Layout layout, LoadOptions options)
    {
        var markers = Markers.Of(source.Text);
        var tool = options.Tool ?? markers?.Tool ?? layout.Tool ?? "psql";
        if (markers?.Tool != tool)
            markers = null;

        var up = markers is null ? Statements(source, options.Dialect) : Statements(source, markers.Up, options.Dialect);
        return new Migration(layout.Version, layout.Name, up.ToValueList())
        {
            Source = source,
            Dialect = options.Dialect,
            InTransaction = InTransaction(tool, source.Text, markers, up),
            IsOneQuery = IsOneQuery(tool, source.Text),
            IsMixed = tool == "flyway" && up.Any(IsRefusedInTransaction) && !up.All(IsRefusedInTransaction),
            Down = markers is null ? [] : Statements(source, markers.Down, options.Dialect).ToValueList(),
        };
    }

    /// <summary>The statements of a whole text.</summary>
    public static IReadOnlyList<Statement> Statements(SourceText source, Dialect dialect) =>
        dialect == Dialect.SqlServer ? SqlServerStatements(source) : PostgresReader.Read(source);

    // In a method of its own, so that the T-SQL parser's assembly is loaded for T-SQL only.
    private static IReadOnlyList<Statement> SqlServerStatements(SourceText source) => TSqlReader.Read(source);

    private static List<Statement> Statements(SourceText source, IReadOnlyList<TextSpan> parts, Dialect dialect) =>
        [.. parts.SelectMany(part => Statements(source.Embed(source.Slice(part), new Positions(part)), dialect))];

    private static bool InTransaction(string tool, string text, Markers? markers, IReadOnlyList<Statement> statements) => tool switch
    {
        _ when Wrapper.Wraps(tool, text, statements) is { } wraps => wraps,
        "goose" or "dbmate" or "sql-migrate" => markers?.InTransaction ?? true,

        // Flyway looks into the file and runs it without a transaction when the server would refuse one of its statements in it.
        "flyway" => !statements.Any(IsRefusedInTransaction),

        "golang-migrate" or "prisma" => IsOneTransaction(statements),
        "diesel" or "fluentmigrator" or "efcore" => true,
        _ => false,
    };

    /// <summary>Several statements of one query are one transaction, unless the query begins its own.</summary>
    internal static bool IsOneTransaction(IReadOnlyList<Statement> statements) =>
        statements.Count > 1 && !statements.SelectMany(statement => statement.Operations).Any(read => read is BeginTransaction);

    /// <summary>True where the tool sends the whole file to the server at once and leaves the transaction to it.</summary>
    internal static bool IsOneQuery(string tool, string text) => tool is "golang-migrate" or "prisma" || (tool == "sqlx" && Wrapper.IsUnwrapped(text));

    private static bool IsRefusedInTransaction(Statement statement) => statement.Operations.Any(IsRefusedInTransaction);

    private static bool IsRefusedInTransaction(Operation operation) => operation
        is CreateIndex { Concurrently: true } or DropIndex { Concurrently: true } or OtherStatement { Kind: "VacuumStmt" or "CreatedbStmt" or "AlterSystemStmt" };

    /// <summary>Position i of a part is position start + i of the file.</summary>
    private sealed class Positions(TextSpan part) : IReadOnlyList<int>
    {
        public int Count => part.Length + 1;

        public int this[int index] => part.Start + index;

        public IEnumerator<int> GetEnumerator() => Enumerable.Range(part.Start, Count).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
