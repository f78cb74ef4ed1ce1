using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Catalog;
using SafeMigrate.Runner.Servers;

namespace SafeMigrate.Runner.Verification;

/// <summary>One thing that was looked at, and whether it was as it must be.</summary>
/// <param name="Name">What was done: <c>expand, then rollback</c>.</param>
/// <param name="Problem">What was wrong; null where nothing was.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record RehearsalStep(string Name, string? Problem, TimeSpan Elapsed);

/// <summary>What a rehearsal needs.</summary>
/// <param name="Before">SQL that leads to the database before the migrations, each part run as it is.</param>
/// <param name="Migrations">The migrations that are rehearsed, in order.</param>
public sealed record RehearsalInput(IReadOnlyList<string> Before, IReadOnlyList<Migration> Migrations)
{
    /// <summary>SQL that inserts rows; null where rows are made up.</summary>
    public string? Rows { get; init; }

    /// <summary>How many rows are made up for each table.</summary>
    public int RowsPerTable { get; init; } = 500;

    /// <summary>How many rounds of writes each version does between two steps.</summary>
    public int Rounds { get; init; } = 20;
}

/// <summary>
/// The whole life of migrations on a throwaway server, with a writer of the old and of the new version: expand, rollback, expand, contract,
/// revert, contract, purge. After each step the schema, the rows that were there, and the writes of both versions are compared with what they must be.
/// </summary>
public sealed class Rehearsal
{
    private readonly ThrowawayServer server;
    private readonly RehearsalInput input;
    private readonly Action<RehearsalStep> report;
    private readonly List<RehearsalStep> steps = [];
    private readonly List<string> notes = [];

    // A server that was given may be shared with another rehearsal.
    private readonly string suffix = Guid.NewGuid().ToString("N")[..8];

    /// <param name="server">Where it happens.</param>
    /// <param name="input">What is rehearsed.</param>
    /// <param name="report">Receives each step as it ends.</param>
    public Rehearsal(ThrowawayServer server, RehearsalInput input, Action<RehearsalStep> report) => (this.server, this.input, this.report) = (server, input, report);

    /// <summary>What the rehearsal could not look at, and why.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Runs it; a step with a problem is the last one.</summary>
    public async Task<IReadOnlyList<RehearsalStep>> RunAsync(CancellationToken cancellation)
    {
        var work = await server.CreateDatabaseAsync(NameOf("verify"), cancellation: cancellation);
        try
        {
            RehearsedRows? rows = null;
            if (await StepAsync("build the database before the migration", async () =>
                {
                    rows = await BuildAsync(work, cancellation);
                    return null;
                }))
                await LiveAsync(work, rows!, cancellation);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            foreach (var database in (string[])["verify", "plain", "shape", "left"])
                await server.DropDatabaseAsync(NameOf(database), CancellationToken.None);
        }

        return steps;
    }

    private string NameOf(string database) => $"safemigrate_{database}_{suffix}";

    private async Task<RehearsedRows> BuildAsync(string work, CancellationToken cancellation)
    {
        foreach (var sql in input.Before)
            await RehearsalSql.RunAsync(work, sql, cancellation);
        var before = await CatalogReader.ReadAsync(work, cancellation);

        // What the migration leads to tells which rows fit before and after it.
        var shape = await CopyAsync(work, "shape", cancellation);
        var after = await PlainAsync(shape, cancellation) is null ? await CatalogReader.ReadAsync(shape, cancellation) : null;
        var changes = input.Migrations.SelectMany(migration => migration.Operations).ToList();
        var rows = await RehearsedRows.ReadAsync((work, before), after is null ? null : (shape, after), changes, notes, cancellation);
        if (input.Rows is not null)
            await RehearsalSql.RunAsync(work, input.Rows, cancellation);
        else
            await MadeUpRows.WriteAsync(work, before, rows.ValuesBefore, input.RowsPerTable, changes.OfType<InsertRows>().Any(), notes, cancellation);
        await Sequences.ContinueAsync(work, cancellation);
        return rows;
    }

    // The same rows, with what was made up by chance.
    private Task<string> CopyAsync(string work, string name, CancellationToken cancellation)
    {
        NpgsqlConnection.ClearAllPools();
        return server.CreateDatabaseAsync(NameOf(name), new NpgsqlConnectionStringBuilder(work).Database, cancellation);
    }

    private async Task LiveAsync(string work, RehearsedRows rows, CancellationToken cancellation)
    {
        var plain = await CopyAsync(work, "plain", cancellation);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = work, CommandLine = "safemigrate verify", FirstPause = TimeSpan.FromMilliseconds(50) });
        var before = await DatabaseText.ReadAsync(server, work, cancellation);
        var plans = (await runner.PlanAsync(input.Migrations, cancellation)).SelectMany(planned => planned.Plans).ToList();
        rows.Touch(Touched(plans, rows.Before), plans.SelectMany(plan => plan.Expand).SelectMany(step => step.Operations).OfType<InsertSeed>().Select(insert => insert.Table));
        var rolledBack = await RolledBackAsync(work, before, rows, [.. plans.SelectMany(plan => plan.RollbackLeaves)], cancellation);
        var plainProblem = await PlainAsync(plain, cancellation);
        var newSchema = await CatalogReader.ReadAsync(plain, cancellation);
        var oldWrites = await rows.WritersAsync(work, "the old version", cancellation);
        var newWrites = plainProblem is null ? await rows.WritersAfterAsync(plain, newSchema, "the new version", cancellation) : [];
        if (plainProblem is not null)
            notes.Add($"The migration does not run as it is written, so its end is not compared: {plainProblem}");
        else if (newWrites.Count == 0 && rows.Touched.Count > 0)
            notes.Add($"No row could be made up that the tables take, so {(oldWrites.Count == 0 ? "nobody" : "the new version never")} wrote while the migration ran: give rows with --rows-file");

        await using var old = new VersionWriter(work, "verify/1", oldWrites, 1);
        await using var @new = new VersionWriter(work, "verify/2", newWrites, 2);
        old.Start();
        var ok = await StepAsync("expand, while the old version writes", async () =>
            {
                await runner.ExpandAsync(input.Migrations, cancellation);
                @new.Start();
                return await WritersAsync(old, @new);
            })
            && await StepAsync("rollback, while the old version writes", async () =>
            {
                await @new.StopAsync();
                await runner.RollbackAsync(cancellation: cancellation);
                await old.RoundsAsync(input.Rounds);
                await old.StopAsync();
                return old.Failure ?? Difference("the schema", rolledBack, await DatabaseText.ReadAsync(server, work, cancellation))
                    ?? await rows.ProblemAsync(work, old.Written, @new.Written, cancellation);
            })
            && await StepAsync("expand again, while both versions write", async () =>
            {
                old.Start();
                await runner.ExpandAsync(input.Migrations, cancellation);
                @new.Start();
                return await WritersAsync(old, @new);
            })
            && await StepAsync("contract, while the new version writes", async () =>
            {
                await old.StopAsync();
                await runner.ContractAsync(cancellation: cancellation);
                return await WritersAsync(@new);
            })
            && await StepAsync("revert, while both versions write", async () =>
            {
                await runner.RevertAsync(cancellation: cancellation);
                old.Start();
                return await WritersAsync(old, @new);
            })
            && await StepAsync("contract again and purge", async () =>
            {
                await old.StopAsync();
                await runner.ContractAsync(cancellation: cancellation);
                await runner.PurgeAsync(now: true, cancellation: cancellation);
                return await WritersAsync(@new);
            });
        if (ok)
        {
            await @new.StopAsync();
            await StepAsync(plainProblem is null ? "compare the end with the plain migration" : "look for what both versions wrote", async () =>
            {
                if (plainProblem is not null)
                    return await rows.ProblemAfterAsync(work, null, await CatalogReader.ReadAsync(work, cancellation), old.Written, @new.Written, cancellation);
                await AddAsync(plain, plans.SelectMany(plan => plan.PurgeLeaves), cancellation);
                return Difference("the schema", await DatabaseText.ReadAsync(server, plain, cancellation), await DatabaseText.ReadAsync(server, work, cancellation))
                    ?? await rows.ProblemAfterAsync(work, plain, newSchema, old.Written, @new.Written, cancellation);
            });
        }
    }

    // As before, but for what the server cannot take away.
    private async Task<string> RolledBackAsync(string work, string before, RehearsedRows rows, IReadOnlyList<Operation> left, CancellationToken cancellation)
    {
        if (left.Count == 0)
        {
            await rows.RememberAsync(work, cancellation);
            return before;
        }

        var database = await CopyAsync(work, "left", cancellation);
        await AddAsync(database, left, cancellation);
        await rows.RememberAsync(database, cancellation);
        return await DatabaseText.ReadAsync(server, database, cancellation);
    }

    private async Task AddAsync(string database, IEnumerable<Operation> left, CancellationToken cancellation)
    {
        foreach (var sql in left.SelectMany(operation => PostgresWriter.Write(operation, server.Version)))
            await RehearsalSql.RunAsync(database, sql, cancellation);
    }

    private async Task<string?> WritersAsync(params VersionWriter[] writers)
    {
        await Task.WhenAll(writers.Select(writer => writer.RoundsAsync(input.Rounds)));
        return writers.Select(writer => writer.Failure).FirstOrDefault(failure => failure is not null);
    }

    // Statement by statement, as someone without this tool would run it.
    private async Task<string?> PlainAsync(string plain, CancellationToken cancellation)
    {
        try
        {
            foreach (var sql in PlainSql.Of(input.Migrations, server.Version))
                await RehearsalSql.RunAsync(plain, sql, cancellation);
            return null;
        }
        catch (RunnerException exception)
        {
            return exception.Message;
        }
    }

    private async Task<bool> StepAsync(string name, Func<Task<string?>> run)
    {
        var begun = TimeProvider.System.GetTimestamp();
        string? problem;
        try
        {
            problem = await run();
        }
        catch (RunnerException exception)
        {
            problem = exception.Message;
        }

        var step = new RehearsalStep(name, problem, TimeProvider.System.GetElapsedTime(begun));
        steps.Add(step);
        report(step);
        return problem is null;
    }

    // What SQL does whose effect nobody knows may touch any table.
    private static List<QualifiedName> Touched(IReadOnlyList<Plan> plans, Schema schema)
    {
        var changes = plans.SelectMany(plan => plan.Change.Concat(plan.Expand.SelectMany(step => step.Operations))).ToList();
        var named = plans.SelectMany(plan => plan.Change).Any(change => change is Opaque or RunSql or OtherStatement)
            ? schema.Tables.Select(table => table.Name)
            : changes.OfType<TableOperation>().Select(operation => operation.Table).Where(table => schema.Find(table) is not null);
        return [.. named.Select(table => schema.Find(table)!.Name).Distinct()];
    }

    private static string? Difference(string what, string expected, string actual)
    {
        if (expected == actual)
            return null;
        var (want, have) = (expected.Split('\n'), actual.Split('\n'));
        return RowComparison.Difference(what, want.Except(have), have.Except(want)) ?? $"{what} differs from what it must be: the same lines in another order";
    }
}
