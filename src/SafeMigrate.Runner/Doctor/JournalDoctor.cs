using System.Globalization;
using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Doctor;

/// <summary>Changes that stand where they should not stand any more. Reads only.</summary>
internal sealed class JournalDoctor(NpgsqlConnection connection, RunnerOptions options, IReadOnlyList<JournaledChange> changes)
{
    // Their names end with when they were written: kept_..._20260102t030405...
    private const string KeptTables = """
        SELECT pg_class.oid::regclass::text, pg_size_pretty(pg_total_relation_size(pg_class.oid))
        FROM pg_class WHERE relnamespace = to_regnamespace('safemigrate') AND relkind = 'r' AND relname ~ '_[0-9]{8}t[0-9]{12}$'
            AND to_timestamp(substring(relname FROM '_([0-9]{8}t[0-9]{6})[0-9]{6}$'), 'YYYYMMDD"t"HH24MISS') < clock_timestamp() - $1
        ORDER BY 1
        """;

    /// <summary>All findings.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(CancellationToken cancellation)
    {
        var now = await connection.ScalarAsync<DateTime>("SELECT clock_timestamp()", cancellation);
        var holder = await Lease.HolderAsync(connection, cancellation);
        var lost = await Lease.LostHolderAsync(connection, cancellation);
        var kept = await connection.QueryAsync(KeptTables, row => (Table: row.GetString(0), Size: row.GetString(1)), cancellation, options.Hold);
        return
        [
            .. lost is null ? Array.Empty<DoctorFinding>() : [new("stale-lease", lost, "It ended without giving the lease back; the next command takes it over.", "safemigrate resume")],
            .. holder is null ? changes.Where(change => InterruptedCommand(change.State) is not null).Select(change => Interrupted(change)) : [],
            .. changes.Where(change => change.State == ChangeState.Expanded && change.Since + options.OpenFor < now).Select(change => Find(
                "open-too-long", change, $"expanded since {Day(change.Since)}: both shapes cost each write something", $"safemigrate contract --only {change.Migration}")),
            .. changes.Where(change => change is { State: ChangeState.Contracted, Plan.Purge.Count: > 0 } && change.Since + options.Hold < now).Select(change => Find(
                "hold-over", change, $"contracted since {Day(change.Since)}, and what was kept for revert is still there", $"safemigrate purge --only {change.Migration}")),
            .. await MissingTriggersAsync(cancellation),
            .. await BlindTriggersAsync(cancellation),
            .. kept.Select(table => new DoctorFinding("kept-rows", table.Table, $"What a rollback put aside, {table.Size}.", $"DROP TABLE {table.Table}")),
        ];
    }

    // An expanded change without its trigger is the worst of all: what one version writes, the other does not see.
    private async Task<List<DoctorFinding>> MissingTriggersAsync(CancellationToken cancellation)
    {
        var findings = new List<DoctorFinding>();
        foreach (var change in changes.Where(change => change.State == ChangeState.Expanded))
        {
            var made = change.Plan.Expand.SelectMany(step => step.Operations).Where(operation => operation is CreateSync or CreateFill or CreateDerived or CreateRowSync or CreateValueMap).ToList();
            foreach (var operation in made)
            {
                if (PostgresProbe.IsDone(operation) is { } condition && !await connection.ScalarRawAsync<bool>($"SELECT {condition}"))
                    findings.Add(Find("missing-trigger", change, "its trigger is gone: what one version writes, the other does not see", $"safemigrate rollback --only {change.Migration}"));
            }
        }

        return findings;
    }

    // Ours fires only for statements that name its columns, and a trigger that came later may change them in others.
    private async Task<List<DoctorFinding>> BlindTriggersAsync(CancellationToken cancellation)
    {
        var findings = new List<DoctorFinding>();
        foreach (var change in changes.Where(change => change.State is ChangeState.Expanded or ChangeState.Contracted))
        {
            var steps = change.State == ChangeState.Expanded ? change.Plan.Backfill : change.Plan.Contract;
            foreach (var fit in steps.SelectMany(step => step.Operations).OfType<FitSync>())
            {
                if (await connection.ScalarRawAsync<bool>($"SELECT {PostgresProbe.IsBlind(fit.Sync)}"))
                    findings.Add(Find("blind-trigger", change, $"a trigger of {fit.Table} came later, and what it changes in {fit.Sync.Old.Name} or {fit.Sync.New.Name} is not carried over", PostgresWriter.FireForEachUpdate(fit.Sync)));
            }
        }

        return findings;
    }

    private static DoctorFinding Interrupted(JournaledChange change) => Find(
        "interrupted", change, $"{change.State.Text()} since {Day(change.Since)}, and nobody is at work", $"safemigrate resume   (or go back: {InterruptedCommand(change.State)})");

    private static string? InterruptedCommand(ChangeState state) => state switch
    {
        ChangeState.Pending or ChangeState.Expanding or ChangeState.RollingBack => "safemigrate abort",
        ChangeState.Contracting or ChangeState.Reverting => "finish it, then safemigrate revert",
        _ => null,
    };

    private static DoctorFinding Find(string kind, JournaledChange change, string state, string mend) =>
        new(kind, $"{change.Migration}: {change.Description}", char.ToUpperInvariant(state[0]) + state[1..] + ".", mend);

    private static string Day(DateTime since) => since.ToString("u", CultureInfo.InvariantCulture);
}
