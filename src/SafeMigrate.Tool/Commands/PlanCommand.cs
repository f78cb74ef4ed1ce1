using System.CommandLine;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>plan</c>: the phases of each migration, without a database or against one.</summary>
internal static class PlanCommand
{
    private static readonly Option<string?> Output = new("--out") { Description = "Write the phases as scripts for psql, a folder for each migration.", HelpName = "DIR" };

    private static readonly Option<string> Format = Shared.OneOf("--format", "What the output is for: people, programs, or a pull request.", "text", "json", "markdown");

    public static Command Create(Terminal terminal)
    {
        var command = new Command("plan", "Splits migrations into phases, and shows their SQL, their locks and the ways back.")
        {
            Shared.Paths, Shared.Assemblies, RunnerCommand.Only, RunnerCommand.To, Output, Format, DatabaseOptions.Snapshot, DatabaseOptions.Connection, Shared.PostgresVersion, Shared.Dialect, Shared.Tool,
        };
        command.SetAction(arguments => Run(arguments, terminal.For(arguments)));
        ExampleHelp.Set(command, """
            safemigrate plan
            safemigrate plan db/migrations --only 42
            safemigrate plan db/migrations --snapshot db/snapshot.json
            safemigrate plan db/migrations --only 42 --out scripts
            """);
        return command;
    }

    private static int Run(ParseResult arguments, Terminal terminal)
    {
        var inputs = Inputs.Of(arguments);
        if (inputs.Load.Dialect != Dialect.Postgres)
            throw new UserErrorException("plan knows PostgreSQL only; for SQL Server there is lint");

        var loaded = MigrationFiles.Load(inputs.Paths, inputs.Load, terminal.In);
        var plans = Plans(loaded, arguments, DatabaseOptions.Of(arguments, inputs));
        if (arguments.GetValue(Format) == "markdown")
            PlanReport.WriteMarkdown(plans, terminal.Out);
        else
            PlanReport.Write(plans, arguments.GetValue(Format) == "json", arguments.GetValue(Shared.Verbose), terminal);
        if (arguments.GetValue(Output) is { } folder)
            WriteScripts(plans, folder, terminal);

        var errors = Errors(loaded, plans).ToList();
        errors.ForEach(error => terminal.Error.WriteLine("safemigrate: " + error));
        return errors.Count > 0 ? ExitCode.BadInput : ExitCode.Done;
    }

    // Each migration is planned for the database that those before it leave behind; of one that has begun the journal has the plan.
    private static List<MigrationPlan> Plans(LoadedFiles loaded, ParseResult arguments, KnownDatabase? database)
    {
        var version = Shared.VersionOf(arguments) ?? database?.Version ?? 14;
        var plans = new List<MigrationPlan>();
        var selection = RunnerCommand.SelectionOf(arguments);
        foreach (var history in loaded.Histories)
        {
            var schema = database?.Schema ?? Schema.Unknown;
            var open = (database?.Open ?? []).ToList();
            var pending = (database?.Pending(history) ?? history.Migrations).Where(migration => !migration.RunsEveryTime).ToList();
            var together = database is null ? [] : pending.Where(migration => selection.Includes(migration.Version)).ToHashSet();
            foreach (var migration in pending)
            {
                var begun = open.Where(one => one.Migration == migration.Version).Select(one => one.Plan).ToList();
                var plan = new MigrationPlan(migration, begun.Count > 0 ? begun : Planner.Plan(migration, schema, version, open), schema, version);
                plans.Add(plan);
                if (begun.Count == 0)
                    open.AddRange(plan.Plans.Select(one => new OpenPlan(migration.Version, one, IsContracted: false) { IsOffered = !together.Contains(migration) }));
                schema = schema.Apply(migration.Operations);
            }
        }

        return [.. selection.Of(plans, plan => plan.Migration.Version)];
    }

    private static IEnumerable<string> Errors(LoadedFiles loaded, IReadOnlyList<MigrationPlan> plans)
    {
        var unread = plans.SelectMany(plan => plan.Migration.Operations.OfType<Unreadable>()).Select(operation => $"{operation.Location}: {operation.Error}");
        var impossible = plans.SelectMany(plan => plan.Plans)
            .Where(plan => plan.NotPossible is not null && !plan.Change.Any(operation => operation is Unreadable))
            .Select(plan => $"{plan.Change.FirstOrDefault()?.Location}: no safe plan: {plan.NotPossible}");
        return loaded.Problems.Select(problem => problem.ToString()).Concat(unread).Concat(impossible);
    }

    private static void WriteScripts(IReadOnlyList<MigrationPlan> plans, string folder, Terminal terminal)
    {
        var written = new List<(string Folder, IReadOnlyList<string> Scripts)>();
        foreach (var plan in plans.Where(plan => plan.Plans.All(one => one.NotPossible is null)))
        {
            var name = string.Join('_', PlanNames.Heading(plan.Migration.Version, plan.Migration.Name).Replace(' ', '_').Split(Path.GetInvalidFileNameChars()));
            var scripts = PlanScript.Write(plan.Migration, plan.Plans, plan.Version);
            foreach (var (file, sql) in scripts)
                WriteScript(Path.Combine(folder, name, file), sql, terminal);
            written.Add((name, [.. scripts.Select(script => script.Name)]));
        }

        // Which goes first matters: what a later migration builds on must be there, and on the way back must not be gone.
        if (written.Count > 1 && written.Count == plans.Count)
        {
            foreach (var (file, sql) in PlanScript.Together(written))
                WriteScript(Path.Combine(folder, file), sql, terminal);
        }
    }

    private static void WriteScript(string path, string sql, Terminal terminal)
    {
        Files.Write(path, sql);
        terminal.Error.WriteLine(path);
    }
}
