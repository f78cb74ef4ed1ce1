using SafeMigrate.Analyzers.FluentMigrator;
using SafeMigrate.Postgres;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Catalog;
using SafeMigrate.Runner.Servers;
using SafeMigrate.Tool.Reporting;
using Spectre.Console;

namespace SafeMigrate.Tool.Demo;

/// <summary>The proof: one migration, released under load with SafeMigrate and then the plain way, with what the application met in both.</summary>
internal sealed class ReleaseDemo(Terminal terminal)
{
    // Long enough for a stable p99 at some 500 statements a second, short enough for the whole to stay under two minutes.
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan InstanceStart = TimeSpan.FromSeconds(1);

    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(terminal.Out),
        Ansi = terminal.Color ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = terminal.Color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
    });

    /// <summary>Runs both releases, and tells what it does.</summary>
    public async Task<DemoResult> RunAsync(ThrowawayServer server, CancellationToken cancellation)
    {
        console.Profile.Width = terminal.Width;
        var source = new SourceText("ShipOrders.cs", Shop.Resource("ShipOrders.cs"));
        var migration = FluentMigratorReader.Read([source], Dialect.Postgres).Single();

        Heading($"The migration, for a shop with {Shop.ExistingOrders:N0} orders on PostgreSQL {server.Version}");
        terminal.Out.WriteLine(source.Text);

        await using var safe = await Shop.OpenAsync(server, "shop", cancellation);
        var schema = await CatalogReader.ReadAsync(safe.ConnectionString, cancellation);
        Lint(migration, schema, server.Version);
        var lost = await ReleaseSafelyAsync(safe, migration, schema, server.Version, cancellation);

        await using var plain = await Shop.OpenAsync(server, "shop_plain", cancellation);
        var plainLost = await ReleasePlainlyAsync(plain, migration, cancellation);

        var result = new DemoResult(safe.Measurements, lost, plain.Measurements, plainLost);
        Heading("What the application met");
        console.Write(ComparisonTable.Of(result));
        foreach (var (name, measurements) in (IEnumerable<(string, Measurements)>)[("SafeMigrate", safe.Measurements), ("the plain way", plain.Measurements)])
        {
            if (measurements.Total.FirstError is { } error)
                terminal.Out.WriteLine($"The first error with {name}: {error}");
        }

        return result;
    }

    private void Lint(Migration migration, Schema schema, int version)
    {
        Heading("safemigrate lint");
        var findings = Linter.Lint([migration], new LintOptions { Schema = schema, PostgresVersion = version });
        TextReport.Write(new LintResult(findings, []) { Files = [migration.Source.Path], Statements = migration.Statements.Count }, terminal.Out, terminal.Color, all: true);
    }

    private async Task<int> ReleaseSafelyAsync(Shop shop, Migration migration, Schema schema, int version, CancellationToken cancellation)
    {
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = shop.ConnectionString,
            CommandLine = "safemigrate demo",
            OnEvent = Tell,
        });
        var planned = await runner.PlanAsync([migration], cancellation);
        Heading("safemigrate plan");
        PlanReport.Write([.. planned.Select(one => new MigrationPlan(one.Migration, one.Plans, schema, version))], json: false, whole: true, terminal);

        Heading($"safemigrate expand, while {Shop.Instances} instances of version {ShopVersion.Old.Number} work");
        await Task.Delay(Watch, cancellation);
        shop.Measurements.Begin("expand");
        await runner.ExpandAsync([migration], cancellation);

        Heading($"The rollout: one instance after the other becomes version {ShopVersion.New.Number}");
        shop.Measurements.Begin("roll out");
        await shop.RollOverAsync(InstanceStart, cancellation);

        Heading("safemigrate contract");
        shop.Measurements.Begin("contract");
        await runner.ContractAsync(cancellation: cancellation);

        Heading("safemigrate purge --now");
        shop.Measurements.Begin("purge");
        await runner.PurgeAsync(now: true, cancellation: cancellation);
        shop.Measurements.Begin("after");
        await Task.Delay(Watch, cancellation);
        return await shop.CloseAsync(cancellation);
    }

    // As FluentMigrator does it: all statements in one transaction, then the new version is rolled out.
    private async Task<int> ReleasePlainlyAsync(Shop shop, Migration migration, CancellationToken cancellation)
    {
        Heading("The same migration the plain way, under the same load");
        await Task.Delay(Watch, cancellation);
        shop.Measurements.Begin("migrate");
        await shop.ExecuteInTransactionAsync(migration.Operations.SelectMany(operation => PostgresWriter.Write(operation)), cancellation);
        shop.Measurements.Begin("roll out");
        await shop.RollOverAsync(InstanceStart, cancellation);
        shop.Measurements.Begin("after");
        await Task.Delay(Watch, cancellation);
        return await shop.CloseAsync(cancellation);
    }

    private void Heading(string text)
    {
        console.WriteLine();
        console.Write(new Spectre.Console.Rule($"[bold]{Markup.Escape(text)}[/]").LeftJustified());
    }

    private void Tell(RunnerEvent happened)
    {
        if (happened is { Kind: RunnerEventKind.Step, State: "done" })
            terminal.Out.WriteLine($"  {happened.Step} ({happened.ElapsedMs} ms{(happened.LockWaitMs > 0 ? $", {happened.LockWaitMs} ms of them waiting for locks" : "")})");
        else if (happened.Kind == RunnerEventKind.Gate)
            terminal.Out.WriteLine($"  gate {happened.Step}: {happened.State}, {happened.Message}");
        else if (happened.Kind == RunnerEventKind.Attempt)
            terminal.Out.WriteLine($"  tried again: {happened.Step}. {happened.Message}");
    }
}
