using System.CommandLine;
using SafeMigrate.Runner.Servers;
using SafeMigrate.Tool.Demo;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>demo</c>: the proof.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Keep = new("--keep") { Description = "Leave the cluster up at the end, and print how to connect." };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("demo", "Releases a change under load on a throwaway PostgreSQL, safely and the plain way, and compares.") { Keep, Shared.Format };
        command.SetAction((arguments, _) => RunAsync(arguments.GetValue(Keep), arguments.GetValue(Shared.Format) == "json", terminal.For(arguments)));
        ExampleHelp.Set(command, """
            safemigrate demo
            safemigrate demo --keep
            """);
        return command;
    }

    private static async Task<int> RunAsync(bool keep, bool json, Terminal terminal)
    {
        using var interruption = new Interruption(terminal.Error);
        await using var server = await ThrowawayServer.StartAsync(null, interruption.Token);
        try
        {
            // With JSON on the standard output, the story goes where messages go.
            var result = await new ReleaseDemo(json ? terminal with { Out = terminal.Error } : terminal).RunAsync(server, interruption.Token);
            if (json)
                Json.Write(terminal.Out, indented: true, result.WriteJson);
            return result.IsProof ? Tool.ExitCode.Done : Tool.ExitCode.Refused;
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("safemigrate: interrupted; the cluster is removed");
            return Tool.ExitCode.Interrupted;
        }
        finally
        {
            if (keep && server.IsPrivate)
            {
                var folder = await server.KeepAsync();
                await terminal.Error.WriteLineAsync($"The cluster stays up in {folder}; to end it, stop the server and remove that folder. Connect with: psql \"{server.Address("shop")}\"");
            }
        }
    }
}
