using System.Text.Json;
using SafeMigrate.Planning;
using SafeMigrate.Runner;

namespace SafeMigrate.Tool.Reporting;

/// <summary>A migration with its plans.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Plans">One for each change, in order.</param>
/// <param name="Schema">The database before the migration, as far as it is known.</param>
/// <param name="Version">The server's major version.</param>
internal sealed record MigrationPlan(Migration Migration, IReadOnlyList<Plan> Plans, Schema Schema, int Version = 14);

/// <summary>Shows plans: phases, SQL, locks, and the ways back.</summary>
internal static class PlanReport
{
    // In lines: a statement, and what is shown of a longer one.
    private const int LongestShown = 20;
    private const int LinesOfLong = 5;

    private static readonly (Phase Phase, string When)[] Phases =
    [
        (Phase.Expand, "before the deploy"),
        (Phase.Backfill, "still before the deploy, in the background"),
        (Phase.Contract, "when no old version is left"),
        (Phase.Purge, "after the hold time; from here there is no way back"),
        (Phase.Rollback, "back from expand, before contract"),
        (Phase.Revert, "back from contract, before purge"),
    ];

    /// <summary>For a pull request.</summary>
    public static void WriteMarkdown(IReadOnlyList<MigrationPlan> migrations, TextWriter output)
    {
        foreach (var migration in migrations)
        {
            output.Write($"## {PlanNames.Heading(migration.Migration.Version, migration.Migration.Name)}\n\nPlan `{Hash(migration)}`\n\n");
            foreach (var change in PlannedChange.Of(migration))
                WriteMarkdown(change, output);
        }
    }

    private static void WriteMarkdown(PlannedChange change, TextWriter output)
    {
        output.Write($"### `{change.Name}`\n\n{(change.Plan.NotPossible is { } reason ? "**No safe plan:** " + reason : change.Plan.Strategy)}\n\n");
        foreach (var (phase, when) in Phases.Where(entry => change.Steps(entry.Phase).Count > 0))
        {
            output.Write($"**{phase.ToString().ToLowerInvariant()}**, {when}\n\n");
            foreach (var check in change.Checks(phase))
                output.Write($"- first: {check}\n");
            foreach (var step in change.Steps(phase))
            {
                var locks = (step.Locks.Count > 0 ? $" (locks: {string.Join(", ", step.Locks)})" : "") + (step.Work is { } work ? $" ({Words.Work(work)})" : "");
                var sql = string.Join('\n', step.Sql.Select(statement => statement + ";")).Replace("\n", "\n  ");
                output.Write($"- {step.Step.Title}{locks}\n{(sql.Length > 0 ? $"\n  ```sql\n  {sql}\n  ```\n\n" : "")}");
            }

            output.Write("\n");
        }

        foreach (var note in change.Plan.Notes)
            output.Write($"> {note}\n\n");
    }

    /// <summary>For people, or for programs.</summary>
    /// <param name="migrations">The plans.</param>
    /// <param name="json">For programs.</param>
    /// <param name="whole">Long statements are shown to the end.</param>
    /// <param name="terminal">Where to.</param>
    public static void Write(IReadOnlyList<MigrationPlan> migrations, bool json, bool whole, Terminal terminal)
    {
        if (json)
            Json.Write(terminal.Out, indented: true, writer => WriteJson(migrations, writer));
        else
            WriteText(migrations, whole, new Style(terminal.Color), terminal.Out);
    }

    private static string Hash(MigrationPlan migration) => PlanHash.Of(new PlannedMigration(migration.Migration, migration.Plans));

    private static void WriteText(IReadOnlyList<MigrationPlan> migrations, bool whole, Style style, TextWriter output)
    {
        foreach (var migration in migrations)
        {
            output.Write(style.Bold(PlanNames.Heading(migration.Migration.Version, migration.Migration.Name)) + "\n\n");
            foreach (var plan in PlannedChange.Of(migration))
                WriteText(plan, whole, style, output);
        }
    }

    private static void WriteText(PlannedChange change, bool whole, Style style, TextWriter output)
    {
        output.Write(style.Bold(change.Name) + "\n");
        if (change.Plan.NotPossible is { } reason)
            output.Write($"  {style.Of(Severity.Error, "no safe plan:")} {reason}\n");
        if (change.Plan.Strategy.Length > 0)
            output.Write($"  {change.Plan.Strategy}\n");
        output.Write("\n");

        foreach (var (phase, when) in Phases.Where(entry => change.Steps(entry.Phase).Count > 0))
        {
            output.Write($"  {style.Help(phase.ToString().ToLowerInvariant())}{style.Dim(", " + when)}\n");
            foreach (var check in change.Checks(phase))
                output.Write($"    {style.Dim("first:")} {check}\n");
            foreach (var step in change.Steps(phase))
                WriteText(step, whole, style, output);
            output.Write("\n");
        }

        foreach (var note in change.Plan.Notes)
            output.Write($"  {style.Of(Severity.Warning, "note:")} {note}\n");
        if (change.Plan.Notes.Count > 0)
            output.Write("\n");
    }

    private static void WriteText(PlannedStep step, bool whole, Style style, TextWriter output)
    {
        output.Write($"    - {step.Step.Title}\n");
        foreach (var line in step.Sql.SelectMany(statement => Lines(statement + ";", whole)))
            output.Write($"        {style.Dim(line)}".TrimEnd() + "\n");
        if (step.Locks.Count > 0)
            output.Write($"        {style.Dim("locks:")} {string.Join(", ", step.Locks)}\n");
        if (step.Work is { } work)
            output.Write($"        {style.Dim("work:")} {Words.Work(work)}\n");
    }

    // What carries a table's dependents over is a program of a hundred lines, among which the other steps would be lost.
    private static IEnumerable<string> Lines(string statement, bool whole)
    {
        var lines = statement.Split('\n');
        return whole || lines.Length <= LongestShown ? lines
            : [.. lines.Take(LinesOfLong), $"... {lines.Length - LinesOfLong} lines more: --verbose or --out shows them"];
    }

    private static void WriteJson(IReadOnlyList<MigrationPlan> migrations, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteStartArray("migrations");
        foreach (var migration in migrations)
        {
            json.WriteStartObject();
            json.WriteString("migration", migration.Migration.Version);
            json.WriteString("name", migration.Migration.Name);
            json.WriteString("path", migration.Migration.Source.Path);
            json.WriteString("hash", Hash(migration));
            json.WriteStartArray("changes");
            foreach (var change in PlannedChange.Of(migration))
                WriteJson(change, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteJson(StepWork? work, Utf8JsonWriter json)
    {
        if (work is null)
            return;
        json.WriteStartObject("work");
        json.WriteNumber("rows", work.Rows);
        json.WriteNumber("bytes", work.Bytes);
        json.WriteNumber("leastSeconds", Math.Round(work.Least.TotalSeconds, 1));
        json.WriteNumber("mostSeconds", Math.Round(work.Most.TotalSeconds, 1));
        json.WriteEndObject();
    }

    private static void WriteJson(PlannedChange change, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("change", change.Name);
        json.WriteString("strategy", change.Plan.Strategy);
        json.WriteString("notPossible", change.Plan.NotPossible);
        json.WriteStartObject("phases");
        foreach (var (phase, _) in Phases)
        {
            json.WriteStartArray(phase.ToString().ToLowerInvariant());
            foreach (var step in change.Steps(phase))
            {
                json.WriteStartObject();
                json.WriteString("step", step.Step.Title);
                json.WriteBoolean("transaction", step.Step.InTransaction);
                json.WriteStrings("sql", step.Sql);
                json.WriteStrings("locks", step.Locks);
                WriteJson(step.Work, json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStrings("checks", change.Checks(Phase.Contract));
        json.WriteStrings("notes", change.Plan.Notes);
        json.WriteEndObject();
    }
}
