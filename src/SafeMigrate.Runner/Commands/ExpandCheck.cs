using SafeMigrate.Operations;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner;

/// <summary>What must be true of the migrations before the first one begins.</summary>
internal static class ExpandCheck
{
    /// <summary>Nothing is skipped in silence: one statement that was not understood keeps all migrations from running.</summary>
    public static void RefuseUnreadable(IReadOnlyList<Migration> migrations)
    {
        var reasons = migrations.SelectMany(migration => migration.Operations.OfType<Unreadable>()
            .Select(operation => $"{Place(migration, operation)}: {operation.Error}")).ToList();
        reasons.AddRange(migrations.Where(migration => migration.Dialect != Dialect.Postgres)
            .Select(migration => $"{migration.Source.Path}: it is written for {migration.Dialect}; the runner works on PostgreSQL"));
        reasons.AddRange(migrations.GroupBy(migration => migration.Version).Where(group => group.Count() > 1)
            .Select(group => $"Version {group.Key} is there {group.Count()} times: {string.Join(", ", group.Select(migration => migration.Source.Path))}"));
        if (reasons.Count > 0)
            throw new RunnerException(ExitCode.Usage, "The migrations cannot be run, and nothing was changed:\n" + string.Join('\n', reasons));
    }

    /// <summary>Those that expand would begin; one that the journal knows otherwise than the file says is refused.</summary>
    public static IReadOnlyList<Migration> Pending(
        IReadOnlyList<Migration> migrations, IReadOnlyList<JournaledMigration> known, IReadOnlyList<JournaledChange> changes)
    {
        var pending = new List<Migration>();
        foreach (var migration in migrations)
        {
            var journaled = known.FirstOrDefault(other => other.Version == migration.Version);
            var states = changes.Where(change => change.Migration == migration.Version).Select(change => change.State).ToList();
            if (journaled is null || (states.Count > 0 && states.All(state => state == ChangeState.RolledBack)))
                pending.Add(migration);
            else
                RefuseConflict(migration, journaled, states);
        }

        return pending;
    }

    /// <summary>Somebody has looked at a plan: only that one may run.</summary>
    public static void RefuseOtherPlans(IReadOnlyList<PlannedMigration> planned, IReadOnlyDictionary<string, string> hashes)
    {
        var others = planned.Where(one => !hashes.TryGetValue(one.Migration.Version, out var hash) || hash != PlanHash.Of(one))
            .Select(one => hashes.ContainsKey(one.Migration.Version)
                ? $"{one.Migration.Version}: the database or the migration is not what it was when the plan was made"
                : $"{one.Migration.Version}: the plan does not have this migration").ToList();
        if (others.Count > 0)
        {
            throw new RunnerException(
                ExitCode.Refused,
                "The plan is out of date, and nothing was changed. Make it again with 'safemigrate plan --connection ... --format json', look at it, and expand with that:\n" + string.Join('\n', others));
        }
    }

    /// <summary>Where the operation stands, for a message.</summary>
    public static string Place(Migration migration, Operation? operation) =>
        operation is { Location.Path.Length: > 0 } ? operation.Location.ToString() : migration.Source.Path is { Length: > 0 } path ? path : migration.Version;

    private static void RefuseConflict(Migration migration, JournaledMigration journaled, List<ChangeState> states)
    {
        if (journaled.Fingerprint != Fingerprint.Of(migration))
        {
            throw new RunnerException(
                ExitCode.Usage,
                $"{migration.Source.Path}: migration {migration.Version} ({journaled.Name}) was changed after it was begun on this database. "
                + "Restore the file, or run 'safemigrate rollback' first and then expand; a change that is complete needs a migration of its own.");
        }

        if (states.Contains(ChangeState.RollingBack) || (states.Contains(ChangeState.RolledBack) && states.Exists(state => state != ChangeState.RolledBack)))
            throw new RunnerException(ExitCode.Refused, $"The rollback of migration {migration.Version} was begun. Finish it with 'safemigrate rollback'.");
        if (states.Contains(ChangeState.Reverting))
            throw new RunnerException(ExitCode.Refused, $"The revert of migration {migration.Version} was begun. Finish it with 'safemigrate revert'.");
    }
}
