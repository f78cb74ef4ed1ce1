using System.CommandLine;
using SafeMigrate.Operations;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Servers;
using SafeMigrate.Runner.Verification;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>verify</c>: the plan's whole life on a throwaway server.</summary>
internal static class VerifyCommand
{
    private static readonly Option<string?> SchemaFile = new("--schema") { Description = "SQL of the database before, such as pg_dump --schema-only writes; default: the migrations before.", HelpName = "FILE" };

    private static readonly Option<string?> RowsFile = new("--rows-file") { Description = "SQL that inserts rows; default: rows are made up.", HelpName = "FILE" };

    private static readonly Option<int> Rows = new("--rows") { Description = "How many rows are made up for each table.", HelpName = "N", DefaultValueFactory = _ => 500 };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("verify", "Tries migrations on a throwaway PostgreSQL: expand, rollback, expand, contract, revert, contract, purge, while both versions write.")
        {
            Shared.Paths, Shared.Assemblies, RunnerCommand.Only, RunnerCommand.To, SchemaFile, RowsFile, Rows, Shared.Format, Shared.PostgresVersion, Shared.Tool,
        };
        command.SetAction((arguments, _) => RunAsync(arguments, terminal.For(arguments)));
        ExampleHelp.Set(command, """
            safemigrate verify
            safemigrate verify db/migrations --only 42
            safemigrate verify db/migrations --only 42 --schema dump.sql --postgres-version 17
            """);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal)
    {
        if (arguments.GetValue(Rows) is < 0 or > 1_000_000)
            throw new UserErrorException("--rows: give a number from 0 to 1000000");
        var input = Input(arguments, terminal);
        using var interruption = new Interruption(terminal.Error);
        await using var server = await ThrowawayServer.StartAsync(Shared.VersionOf(arguments), interruption.Token);
        var json = arguments.GetValue(Shared.Format) == "json";
        if (!json)
            await terminal.Out.WriteLineAsync($"{string.Join(", ", input.Migrations.Select(one => PlanNames.Heading(one.Version, one.Name)))}, on PostgreSQL {server.Version}");

        var rehearsal = new Rehearsal(server, input, step => Report(step, json, terminal));
        var steps = await rehearsal.RunAsync(interruption.Token);
        foreach (var note in rehearsal.Notes)
            await terminal.Error.WriteLineAsync("note: " + note);
        return steps.All(step => step.Problem is null) ? ExitCode.Done : ExitCode.Refused;
    }

    private static void Report(RehearsalStep step, bool json, Terminal terminal)
    {
        if (json)
        {
            Json.Write(terminal.Out, indented: false, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("step", step.Name);
                writer.WriteString("state", step.Problem is null ? "PASS" : "FAIL");
                writer.WriteNumber("elapsedMs", (long)step.Elapsed.TotalMilliseconds);
                writer.WriteString("message", step.Problem);
                writer.WriteEndObject();
            });
            return;
        }

        terminal.Out.WriteLine($"  {(step.Problem is null ? "ok    " : "FAILED")} {step.Name}, {step.Elapsed.TotalSeconds:0.0} s");
        if (step.Problem is not null)
            terminal.Out.WriteLine("         " + step.Problem.Replace("\n", "\n         "));
    }

    // The last migration, unless others are named; those before it lead to where it begins.
    private static RehearsalInput Input(ParseResult arguments, Terminal terminal)
    {
        var inputs = Inputs.Of(arguments);
        var loaded = MigrationFiles.Load(inputs.Paths, inputs.Load, terminal.In);
        if (loaded.Problems.Count > 0)
            throw new UserErrorException("the migrations cannot be tried:\n" + string.Join('\n', loaded.Problems));
        var all = loaded.Migrations.Where(migration => !migration.RunsEveryTime).ToList();
        var selection = RunnerCommand.SelectionOf(arguments);
        var chosen = selection is { Only.Count: 0, To: null } ? [.. all.TakeLast(1)] : selection.Of(all, migration => migration.Version);
        if (chosen.Count == 0)
            throw new UserErrorException("there is no migration to try");
        if (chosen.SelectMany(migration => migration.Operations.OfType<Unreadable>()).FirstOrDefault() is { } unread)
            throw new UserErrorException($"{unread.Location}: {unread.Error}");

        var before = arguments.GetValue(SchemaFile) is { } schema ? [Text(schema)] : PlainSql.Of(all.TakeWhile(migration => migration != chosen[0]));
        return new RehearsalInput(before, [.. chosen])
        {
            Rows = arguments.GetValue(RowsFile) is { } rows ? Text(rows) : null,
            RowsPerTable = arguments.GetValue(Rows),
        };
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {exception.Message}");
        }
    }
}
