using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Commands;
using SafeMigrate.Tool.Configuration;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tool.Running;

/// <summary>What the commands of the runner have in common: their options, their connection, their progress and their end.</summary>
internal sealed class RunnerCommand
{
    public static readonly Option<string?> Connection = new("--connection")
    {
        Description = $"The database: a connection string, env:NAME, or ConnectionStrings:NAME of appsettings.json; default: {Connections.Variable}.",
        HelpName = "CONNECTION",
    };

    public static readonly Option<string[]> Only = new("--only")
    {
        Description = "Only these migrations.",
        HelpName = "VERSION[,VERSION]",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string?> To = new("--to") { Description = "Migrations up to this one.", HelpName = "VERSION" };

    public static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be done, and change nothing." };

    public static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Ask nothing." };

    private static readonly Option<string?> CancelBlockers = new("--cancel-blockers")
    {
        Description = "End sessions that are in the way of a step for the third time, where their transaction is not older than TIME, or idle without having written; default: nobody is ended.",
        HelpName = "TIME",
    };

    private static readonly Option<string?> StopAfter = new("--stop-after")
    {
        Description = "Stop when the command has taken so long, after the batch or statement that runs; the same command goes on. Default: no end.",
        HelpName = "TIME",
    };

    private readonly ParseResult arguments;
    private readonly Terminal terminal;

    private RunnerCommand(ParseResult arguments, Terminal terminal)
    {
        (this.arguments, this.terminal) = (arguments, terminal);
        Settings = Settings.Load(arguments.GetValue(Shared.Config));
    }

    public Settings Settings { get; }

    /// <summary>The plans that may run; null for any.</summary>
    public IReadOnlyDictionary<string, string>? PlanHashes { get; set; }

    public Terminal Terminal => terminal;

    public bool IsDryRun => arguments.GetValue(DryRun);

    public bool IsJson => arguments.GetValue(Shared.Format) == "json";

    /// <summary>What the user chose with <c>--only</c> and <c>--to</c>.</summary>
    public Selection Selection => SelectionOf(arguments);

    /// <summary>A command of the runner.</summary>
    public static Command Create(string name, string description, Terminal terminal, Func<RunnerCommand, Task<int>> run, params Symbol[] more)
    {
        var command = new Command(name, description)
        {
            Shared.Paths, Shared.Assemblies, Connection, Only, To, DryRun, Yes, Shared.Format, Shared.Dialect, Shared.Tool, CancelBlockers, StopAfter,
        };
        foreach (var symbol in more)
            command.Add((Option)symbol);
        command.SetAction((parsed, _) => run(new RunnerCommand(parsed, terminal.For(parsed))));
        return command;
    }

    /// <summary>A command that is about the database as a whole, not about migrations.</summary>
    public static Command CreateForDatabase(string name, string description, Terminal terminal, Func<RunnerCommand, Task<int>> run, params Symbol[] more)
    {
        var command = new Command(name, description) { Connection, Yes, Shared.Format };
        foreach (var symbol in more)
        {
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        }

        command.SetAction((parsed, _) => run(new RunnerCommand(parsed, terminal.For(parsed))));
        return command;
    }

    public static Selection SelectionOf(ParseResult arguments) => new(
        [.. arguments.GetValue(Only)!.SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        arguments.GetValue(To));

    public T? Value<T>(Option<T> option) => arguments.GetValue(option);

    public T? Value<T>(Argument<T> argument) => arguments.GetValue(argument);

    /// <summary>What the user said about backfills on the command line.</summary>
    public IReadOnlyDictionary<string, string> BackfillChanges => BackfillOptions.Given(arguments);

    /// <summary>The migrations of the PATHs. One that cannot be read stops the command before it begins.</summary>
    public IReadOnlyList<Migration> Migrations()
    {
        var inputs = Inputs.Of(arguments);
        var loaded = MigrationFiles.Load(inputs.Paths, inputs.Load, terminal.In);
        if (loaded.Problems.Count > 0)
            throw new UserErrorException("the migrations cannot be run, and nothing was changed:\n" + string.Join('\n', loaded.Problems));
        return Selection.Of([.. loaded.Migrations.Where(migration => !migration.RunsEveryTime)], migration => migration.Version);
    }

    /// <summary>
    /// The versions that a command on the journal is about: those of the PATHs where some are given, those chosen with <c>--only</c> and
    /// <c>--to</c>, else null for all.
    /// </summary>
    public async Task<IReadOnlyCollection<string>?> VersionsAsync()
    {
        if (arguments.GetValue(Shared.Paths) is { Length: > 0 })
            return [.. Migrations().Select(migration => migration.Version)];
        if (Selection is { Only.Count: 0, To: null })
            return null;
        var status = await Runner(null).StatusAsync();
        return Selection.Of([.. status.Changes.Select(change => change.Migration).Distinct()], version => version);
    }

    /// <summary>Runs a command with progress; Ctrl-C stops it in a state from which it can go on.</summary>
    public async Task<int> RunAsync(Func<MigrationRunner, CancellationToken, Task> work)
    {
        using var interruption = new Interruption(terminal.Error);
        using var export = TelemetryExport.Start(Environment.GetEnvironmentVariable);
        await using var webhook = Webhook.Of(this, ConnectionString, "safemigrate " + arguments.CommandResult.Command.Name);
        try
        {
            if (IsJson)
                await work(Runner(webhook.Before(happened => JsonLines.Write(happened, terminal.Out))), interruption.Token);
            else
                await Progress.RunAsync(terminal, arguments.GetValue(Shared.Verbose), async report => { await work(Runner(webhook.Before(report)), interruption.Token); return 0; });
            return Tool.ExitCode.Done;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync($"Stopped. 'safemigrate {arguments.CommandResult.Command.Name}' goes on from here.");
            return Tool.ExitCode.Interrupted;
        }
    }

    /// <summary>Asks before something that cannot be undone; without a person at the terminal nothing is asked.</summary>
    public void Confirm(string question)
    {
        if (arguments.GetValue(Yes) || !terminal.IsInteractive || Console.IsInputRedirected)
            return;
        terminal.Error.Write(question + " [y/N] ");
        using var answer = new StreamReader(terminal.In());
        if (answer.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new UserErrorException("nothing was changed");
    }

    /// <summary>A runner against the configured database.</summary>
    /// <param name="onEvent">Receives what happens.</param>
    /// <param name="withOptions">False for the settings of backfills as the configuration has them.</param>
    public MigrationRunner Runner(Action<RunnerEvent>? onEvent, bool withOptions = true)
    {
        var defaults = new RunnerOptions { ConnectionString = ConnectionString };
        return new MigrationRunner(defaults with
        {
            CommandLine = "safemigrate " + arguments.CommandResult.Command.Name,
            LockTimeout = Duration("runner:lockTimeout", defaults.LockTimeout),
            Deadline = Duration("runner:deadline", defaults.Deadline),
            Backfill = BackfillOptions.Of(withOptions ? arguments : null, Settings),
            Hold = Duration("runner:hold", defaults.Hold),
            Histories = Histories(defaults.Histories),
            OpenFor = Duration("runner:openFor", defaults.OpenFor),
            GateWindow = Duration("runner:gateWindow", TimeSpan.FromSeconds(3)),
            CancelBlockers = Time(CancelBlockers, "runner:cancelBlockers"),
            StopAfter = Time(StopAfter, "runner:stopAfter"),
            OnEvent = onEvent,
            PlanHashes = PlanHashes,
        });
    }

    private string ConnectionString => Connections.Resolve(arguments.GetValue(Connection), Settings, Environment.GetEnvironmentVariable);

    private HistoryNames Histories(HistoryNames defaults) => new()
    {
        FluentMigrator = Settings["history:fluentmigrator"],
        FluentMigratorColumns = Settings["history:fluentmigratorColumns"] is not { Length: > 0 } columns ? defaults.FluentMigratorColumns
            : columns.Split(',', StringSplitOptions.TrimEntries) is { Length: 3 } three ? three
            : throw new UserErrorException($"history:fluentmigratorColumns = \"{columns}\" in the configuration names not three columns; write Version,AppliedOn,Description"),
        EntityFramework = Settings["history:efcore"],
    };

    private TimeSpan? Time(Option<string?> option, string key)
    {
        if ((arguments.GetResult(option) is null ? null : arguments.GetValue(option)) is { } text)
            return Quantity.Time(text) ?? throw new UserErrorException($"{option.Name} {text}: write a time such as 30s or 5m");
        var configured = Duration(key, TimeSpan.Zero);
        return configured > TimeSpan.Zero ? configured : null;
    }

    /// <summary>A time of the configuration.</summary>
    public TimeSpan Duration(string key, TimeSpan otherwise) => Settings[key] is not { Length: > 0 } text
        ? otherwise
        : Quantity.Time(text) ?? throw new UserErrorException($"{key} = \"{text}\" in the configuration is no time; write 500ms, 30s, 10m, 24h or 7d");
}
