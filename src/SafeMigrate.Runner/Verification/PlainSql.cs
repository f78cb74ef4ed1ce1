using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>Migrations as the statements that somebody without this tool would run.</summary>
public static class PlainSql
{
    /// <summary>The statements, in order.</summary>
    /// <exception cref="RunnerException">One of them cannot be known or read.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<Migration> migrations, int version = 14) => [.. migrations.SelectMany(migration => migration.Statements).SelectMany(statement =>
        statement.Whole is { } whole && !statement.Operations.Any(operation => operation is Unreadable) ? [whole] : statement.Operations.SelectMany(operation => Of(operation, version)))];

    private static IReadOnlyList<string> Of(Operation operation, int version) => operation switch
    {
        Unreadable unread => throw new RunnerException(ExitCode.Usage, $"{unread.Location}: {unread.Error}"),
        Opaque { Sql: "" } opaque => throw new RunnerException(ExitCode.Usage, $"{opaque.Location}: {opaque.Reason}; give the database before with --schema"),
        Opaque opaque => [opaque.Sql],

        // Each statement runs by itself, where the server refuses it; nobody else is there.
        LockTable => [],
        _ => PostgresWriter.Write(operation, version),
    };
}
