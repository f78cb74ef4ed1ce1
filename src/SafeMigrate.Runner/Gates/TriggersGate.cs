using System.Text.RegularExpressions;
using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Gates;

/// <summary>
/// Looks whether a function that a trigger of the table calls still names a column that contract takes away: each write that reaches it would fail
/// from then on, whatever version it comes from. Such a function is a part of the old version that lives in the database.
/// </summary>
internal static class TriggersGate
{
    /// <summary>The name in events and for <c>--override</c>.</summary>
    public const string Name = "triggers";

    private const string Functions = """
        SELECT f.oid::regprocedure::text, bool_or(f.prosrc ~ $2)
        FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_namespace n ON n.oid = f.pronamespace
        WHERE (t.tgrelid = to_regclass($1) OR t.tgrelid IN (SELECT relid FROM pg_partition_tree(to_regclass($1))))
            AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname <> 'safemigrate'
            AND t.tgname <> ALL ($3) AND f.proname <> ALL ($4)
        GROUP BY f.oid ORDER BY 1
        """;

    /// <summary>The answer, or null where no trigger calls a function.</summary>
    public static async Task<GateAnswer?> AskAsync(NpgsqlConnection connection, IReadOnlyList<JournaledChange> changes, CancellationToken cancellation)
    {
        // What contract itself takes away or replaces.
        var contract = changes.SelectMany(change => change.Plan.Contract).SelectMany(step => step.Operations).ToList();
        string[] dropped = [.. contract.OfType<DropTrigger>().Select(drop => drop.Trigger)];
        string[] replaced = [.. contract.OfType<CreateFunction>().Select(create => create.Function.Name)];
        var looked = new HashSet<string>();
        var stale = new List<string>();
        foreach (var (table, column) in changes.SelectMany(Leaving).Distinct())
        {
            var functions = await connection.QueryAsync(
                Functions, row => (Function: row.GetString(0), Names: row.GetBoolean(1)), cancellation, Names.Quoted(table), Mention(column), dropped, replaced);
            looked.UnionWith(functions.Select(found => found.Function));
            stale.AddRange(functions.Where(found => found.Names).Select(found => $"{found.Function} names {column} of {table}"));
        }

        return stale.Count > 0
            ? new(Name, Verdict.Fail, $"Functions that triggers call name what is gone after contract, and then each write that reaches them fails: {string.Join("; ", stale)}. Replace them first.")
            : looked.Count > 0 ? new(Name, Verdict.Pass, $"{looked.Count} function{(looked.Count == 1 ? "" : "s")} that triggers call looked at; none names what is gone after contract.")
            : null;
    }

    // A column whose name another one takes in the same step stays, for those who name it.
    private static IEnumerable<(QualifiedName Table, string Column)> Leaving(JournaledChange change)
    {
        var operations = change.Plan.Contract.SelectMany(step => step.Operations).ToList();
        var renames = operations.OfType<RenameColumn>().ToList();
        return renames.Where(rename => !renames.Any(other => other.Table == rename.Table && other.NewName == rename.Column)).Select(rename => (rename.Table, rename.Column))
            .Concat(operations.OfType<DropColumn>().Select(drop => (drop.Table, drop.Column)));
    }

    // NEW.column or OLD.column; the text of a function is not parsed, and in some languages cannot be.
    private static string Mention(string column)
    {
        var quoted = Regex.Escape($"\"{column.Replace("\"", "\"\"")}\"");
        return @"(?i)\m(new|old)\s*\.\s*(" + (PostgresIdentifier.Quote(column) == column ? Regex.Escape(column) + @"\M|" : "") + quoted + ")";
    }
}
