using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner;

/// <summary>What a later migration put on a new column or table would go with it, without a word of the server: by a rollback, or by a swap back.</summary>
internal static class RollbackOrder
{
    /// <summary>Refuses to take away what a migration that stays builds on.</summary>
    /// <param name="changes">What is to be rolled back.</param>
    /// <param name="all">The whole journal, in order.</param>
    public static void RefuseUnderLater(IReadOnlyList<JournaledChange> changes, IReadOnlyList<JournaledChange> all)
    {
        foreach (var change in changes)
        {
            var later = all.SkipWhile(other => other.Id != change.Id).Where(other => changes.All(one => one.Id != other.Id) && other.State is not (ChangeState.Pending or ChangeState.RolledBack));
            if (later.FirstOrDefault(other => BuildsOn(other.Plan, Taken(change))) is { } user)
                throw new RunnerException(ExitCode.Refused, $"Migration {user.Migration} ({user.Description}) builds on what {change.Migration} made, and is {user.State.Text()}. Nothing was changed. {Remedy(user, change)}");
        }
    }

    /// <summary>Refuses to take back alone what changed, at once and for good, a table that an earlier migration of the same release created.</summary>
    /// <param name="changes">What is to be rolled back.</param>
    /// <param name="all">The whole journal, in order.</param>
    public static void RefuseWithoutEarlier(IReadOnlyList<JournaledChange> changes, IReadOnlyList<JournaledChange> all)
    {
        foreach (var change in changes.Where(change => change.Plan.Rollback.Count == 0))
        {
            var earlier = all.TakeWhile(other => other.Id != change.Id).Where(other => changes.All(one => one.Id != other.Id) && other.State is not (ChangeState.Pending or ChangeState.RolledBack));
            if (earlier.FirstOrDefault(other => other.Plan.Rollback.SelectMany(step => step.Operations).OfType<DropTable>().Any(drop => Uses(change.Plan, drop.Table))) is { } creator)
                throw new RunnerException(ExitCode.Refused, $"Migration {change.Migration} ({change.Description}) changed a table that {creator.Migration} created, and goes back only together with it. Nothing was changed. Run 'safemigrate rollback --only {creator.Migration},{change.Migration}'.");
        }
    }

    private static bool Uses(Plan plan, QualifiedName table) =>
        new[] { plan.Expand, plan.Backfill }.SelectMany(steps => steps).SelectMany(step => step.Operations).OfType<TableOperation>().Any(use => IsSame(use.Table, table));

    private static string Remedy(JournaledChange user, JournaledChange change) => user.State switch
    {
        ChangeState.Purged => "It cannot be taken back any more, so this one cannot either.",
        _ when IsReverted(change) => $"First run 'safemigrate {(user.State is ChangeState.Contracting or ChangeState.Contracted or ChangeState.Reverting ? "revert" : "rollback")} --only {user.Migration}'.",
        ChangeState.Contracting or ChangeState.Contracted or ChangeState.Reverting => $"Run 'safemigrate revert --only {user.Migration}', then 'safemigrate rollback --only {change.Migration},{user.Migration}'.",
        _ => $"Run 'safemigrate rollback --only {change.Migration},{user.Migration}'.",
    };

    private static bool IsReverted(JournaledChange change) => change.State is ChangeState.Contracted or ChangeState.Reverting;

    private static IEnumerable<Operation> Taken(JournaledChange change) =>
        IsReverted(change) ? change.Plan.Revert.SelectMany(step => step.Operations).OfType<RequireAsRemembered>() : change.Plan.Rollback.SelectMany(step => step.Operations);

    private static bool BuildsOn(Plan later, IEnumerable<Operation> taken)
    {
        var uses = new[] { later.Expand, later.Backfill, later.Contract }.SelectMany(steps => steps).SelectMany(step => step.Operations).OfType<TableOperation>().ToList();
        return taken.Any(operation => operation switch
        {
            DropTable drop => uses.Any(use => IsSame(use.Table, drop.Table)),
            DropColumn drop => uses.Any(use => IsSame(use.Table, drop.Table) && ColumnsOf(use).Contains(drop.Column)),
            RequireAsRemembered swapped => uses.Any(use => IsSame(use.Table, swapped.Table) && ColumnsOf(use).Contains(swapped.Column)),
            _ => false,
        });
    }

    private static bool IsSame(QualifiedName one, QualifiedName other) => one.Name == other.Name && (one.Schema == other.Schema || one.Schema is null || other.Schema is null);

    private static IEnumerable<string> ColumnsOf(TableOperation operation) => operation switch
    {
        ColumnOperation change => [change.Column],
        CreateIndex { Index: var index } => [.. index.Columns.SelectMany(Of), .. index.Include, .. index.Where?.Columns ?? []],
        AddConstraint add => add.Constraint.ConstrainedColumns,
        CreateSync { Sync: var sync } => [sync.Old.Name, sync.New.Name, .. sync.Up?.Columns ?? [], .. sync.Down?.Columns ?? []],
        CreateDerived derived => derived.Sources.Select(source => source.Name),
        _ => [],
    };

    private static IEnumerable<string> Of(IndexColumn key) => key.Column is { } column ? [column] : key.Expression?.Columns ?? [];
}
