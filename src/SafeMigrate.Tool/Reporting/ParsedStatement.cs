using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tool.Reporting;

/// <summary>One statement as it was read.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Index">Its index in its file, from 0.</param>
/// <param name="Effect">What a server does, given the statements before it; null where that was not asked for.</param>
internal sealed record ParsedStatement(Statement Statement, int Index, LockEffect? Effect)
{
    /// <summary>Why it was not read, or null.</summary>
    public string? Error => Statement.Operations.OfType<Unreadable>().FirstOrDefault()?.Error;

    /// <summary>The statements of a history, in order.</summary>
    /// <param name="history">The history.</param>
    /// <param name="version">The server's major version where effects are wanted, else null.</param>
    /// <param name="start">The database before the first; null where nothing is known of it.</param>
    public static IEnumerable<ParsedStatement> Of(History history, int? version, Schema? start = null) =>
        Of(history.Migrations.Select(migration => migration.Statements.AsEnumerable()), version, start);

    /// <summary>The statements of files, in order, each read when it is asked for.</summary>
    /// <param name="files">The statements of each file.</param>
    /// <param name="version">The server's major version where effects are wanted, else null.</param>
    /// <param name="start">The database before the first; null where nothing is known of it.</param>
    public static IEnumerable<ParsedStatement> Of(IEnumerable<IEnumerable<Statement>> files, int? version, Schema? start = null)
    {
        var schema = start ?? Schema.Unknown;
        foreach (var file in files)
        {
            var isUtc = false;
            foreach (var (i, statement) in file.Index())
            {
                yield return new ParsedStatement(statement, i, version is { } major ? PostgresLocks.Of(statement.Operations, schema, major, isUtc) : null);
                if (version is null)
                    continue;
                schema = schema.Apply(statement.Operations);
                if (statement.Operations.OfType<SetParameter>().LastOrDefault(set => set.Parameter == "timezone") is { } zone)
                    isUtc = zone.Value?.ToUpperInvariant() is "UTC" or "GMT" or "ETC/UTC";
            }
        }
    }
}
