using System.Globalization;
using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Gates;

/// <summary>
/// Looks whether rows are written by the old name of a column, which the sync trigger counts. It sees what sessions do not tell: an instance
/// behind a pooler, or one that is connected for a moment only. It says nothing about those that only read.
/// </summary>
internal static class WritesGate
{
    /// <summary>The name in events and for <c>--override</c>.</summary>
    public const string Name = "writes";

    /// <summary>The counters of the changes, by column. A change of type has the same name for both versions, so its counter tells nothing.</summary>
    public static IReadOnlyDictionary<string, string> Counters(IEnumerable<JournaledChange> changes) => changes
        .Where(change => change.State == ChangeState.Expanded && change.Plan.Change.Any(operation => operation is RenameColumn))
        .SelectMany(change => change.Plan.Expand.SelectMany(step => step.Operations).OfType<CreateSync>())
        .Where(create => create.Sync.Direction == SyncDirection.TwoWay)
        .GroupBy(create => $"{create.Sync.Table}.{create.Sync.Old.Name}")
        .ToDictionary(group => group.Key, group => Names.Quoted(new QualifiedName("safemigrate", PostgresWriter.CounterName(group.First().Sync))));

    /// <summary>How often each column was written so far. A counter that is gone counts nothing.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<string, string> counters, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, long>();
        foreach (var (column, sequence) in counters)
        {
            if (await connection.ScalarAsync<bool>("SELECT to_regclass($1) IS NOT NULL", cancellation, sequence))
                counts[column] = await connection.ScalarAsync<long>($"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}", cancellation);
        }

        return counts;
    }

    /// <summary>The answer to what was counted in the beginning and now.</summary>
    public static GateAnswer Judge(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> now, TimeSpan elapsed)
    {
        var grown = now.Where(count => count.Value > before.GetValueOrDefault(count.Key)).ToList();
        var time = elapsed.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        return grown.Count == 0
            ? new(Name, Verdict.Pass, $"Nothing was written by {string.Join(", ", now.Keys)} in {time} s.")
            : new(Name, Verdict.Fail, $"Old versions still write: {string.Join(", ", grown.Select(count => $"{count.Value - before.GetValueOrDefault(count.Key)} rows by {count.Key}"))} in {time} s.");
    }
}
