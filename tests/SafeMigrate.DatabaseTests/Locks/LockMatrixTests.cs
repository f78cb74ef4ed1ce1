using SafeMigrate.Locks;

namespace SafeMigrate.DatabaseTests.Locks;

/// <summary>
/// Every prediction of <see cref="PostgresLocks"/> against a server. All versions with SAFEMIGRATE_ALL_VERSIONS=1, else the one of this machine.
/// </summary>
public class LockMatrixTests
{
    public static TheoryData<int?> Versions => Environment.GetEnvironmentVariable("SAFEMIGRATE_ALL_VERSIONS") == "1" ? [14, 15, 16, 17, 18] : [null];

    [DatabaseTheory, MemberData(nameof(Versions))]
    public async Task The_server_does_what_is_predicted(int? version)
    {
        await using var database = await TestDatabase.CreateAsync(LockMatrix.Setup, version);
        await using var connection = await database.OpenAsync();
        var wrong = new List<string>();
        var count = 0;
        foreach (var form in LockMatrix.Forms(database.Server.Version))
        {
            var seen = await Observation.OfAsync(connection, form);
            wrong.AddRange(Differences(form, seen).Select(difference => $"{form.Sql}\n    {difference}"));
            count++;
        }

        Assert.True(wrong.Count == 0, $"PostgreSQL {database.Server.Version}, {count} forms, {wrong.Count} differences\n" + string.Join("\n", wrong));
        Assert.True(count >= 200, $"only {count} forms");
    }

    private static IEnumerable<string> Differences(Form form, Observation seen)
    {
        const string InTransaction = "25001";
        if (form.Fails || form.Effect.OutsideTransaction)
        {
            if (seen.Error is null || (seen.Error == InTransaction) != form.Effect.OutsideTransaction)
                yield return $"error {seen.Error ?? "none"}, predicted {(form.Effect.OutsideTransaction ? InTransaction : "another")}";
            yield break;
        }

        if (seen.Error is not null)
        {
            yield return $"error {seen.Error}";
            yield break;
        }

        foreach (var (what, expected, actual) in Compared(form, seen))
        {
            var (missing, extra) = (actual.Except(expected).Order().ToList(), expected.Except(actual).Order().ToList());
            if (missing.Count + extra.Count > 0)
                yield return $"{what}: not predicted [{string.Join(", ", missing)}], not seen [{string.Join(", ", extra)}]";
        }
    }

    private static IEnumerable<(string What, IReadOnlySet<string> Expected, IReadOnlySet<string> Actual)> Compared(Form form, Observation seen)
    {
        var names = form.Effect.Locks.Select(held => held.Relation.Name).ToHashSet();
        yield return ("locks", Names(form.Effect.Locks.Select(held => $"{held.Relation.Name} {held.Mode}Lock")), Strongest(seen.Locks, names));

        var queries = form.Operations.All(operation => operation is DataOperation or CreateMaterializedView or Analyze);
        if (queries)
            yield break; // They read rows by profession; what a scan is for them is the planner's choice.

        // TRUNCATE gives a table and its indexes new, empty files, which is no rewrite.
        if (form.Operations.Any(operation => operation is TruncateTable))
            yield break;

        // Who writes or indexes a table reads it; one word for it is enough.
        var (rewrites, builds) = (Names(form.Effect.Rewrites), Names(form.Effect.Builds));
        yield return ("rewrites", rewrites, seen.Rewrites);
        yield return ("builds", Names(builds.Except(rewrites)), Names(seen.Builds.Except(seen.Rewrites)));
        yield return ("scans", Names(Names(form.Effect.Scans).Except(rewrites).Except(builds)),
            Names(seen.Scans.Except(seen.Rewrites).Except(seen.Builds).Except(Looked(form))));
    }

    // A foreign key is checked by looking into the parent, and a materialized view is filled from its sources.
    private static IEnumerable<string> Looked(Form form) => form.Operations.SelectMany(operation => operation switch
    {
        AddConstraint { Constraint: ForeignKey key } add when key.ReferencedTable != add.Table => [key.ReferencedTable.Name],
        AddColumn add => add.Column.Constraints.OfType<ForeignKey>().Select(key => key.ReferencedTable.Name),
        ChangeColumnType change => ["parent"],
        ValidateConstraint => ["parent"],
        RefreshMaterializedView => ["t"],
        _ => (IEnumerable<string>)[],
    });

    private static HashSet<string> Names(IEnumerable<QualifiedName> names) => [.. names.Select(name => name.Name)];

    private static HashSet<string> Names(IEnumerable<string> names) => [.. names];

    // What follows a table is compared where the prediction names it.
    private static HashSet<string> Strongest(IEnumerable<string> locks, HashSet<string> predicted) => [.. locks
        .Select(held => held.Split(' '))
        .Where(held => held.Length == 2 || predicted.Contains(held[0]))
        .GroupBy(held => held[0])
        .Select(group => $"{group.Key} {group.Select(held => held[1]).MaxBy(mode => Enum.Parse<LockMode>(mode.Replace("Lock", "")))}")];
}
