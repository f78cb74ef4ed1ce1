using System.CommandLine;
using SafeMigrate.Runner.Catalog;
using SafeMigrate.Tool.Configuration;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>snapshot</c>: what the database looks like, for <c>lint --snapshot</c> and <c>plan --snapshot</c>.</summary>
internal static class SnapshotCommand
{
    private static readonly Option<string?> Output = new("--out", "--output", "-o") { Description = "The file to write; default: the standard output.", HelpName = "FILE" };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("snapshot", "Describes a live database in a file: tables with their sizes and write rates, constraints, indexes, views. It holds no secrets.")
        {
            RunnerCommand.Connection, Output,
        };
        command.SetAction((arguments, cancellation) => RunAsync(arguments, terminal, cancellation));
        ExampleHelp.Set(command, """
            safemigrate snapshot --out db/snapshot.json
            safemigrate lint db/migrations --snapshot db/snapshot.json
            """);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellation)
    {
        var settings = Settings.Load(arguments.GetValue(Shared.Config));
        var connection = Connections.Resolve(arguments.GetValue(RunnerCommand.Connection), settings, Environment.GetEnvironmentVariable);
        var snapshot = await CatalogReader.SnapshotAsync(connection, cancellation);
        var text = System.Text.Encoding.UTF8.GetString(SnapshotWriter.Write(snapshot));
        if (arguments.GetValue(Output) is not { } file)
        {
            await terminal.Out.WriteAsync(text);
            return ExitCode.Done;
        }

        Files.Write(file, text);
        await terminal.Error.WriteLineAsync($"{file}: {Words.Count(snapshot.Tables.Count, "table")} of PostgreSQL {snapshot.ServerVersion}");
        return ExitCode.Done;
    }
}
