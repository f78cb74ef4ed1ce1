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
        var work = await server.CreateDatabaseAsync($"safemigrate_verify_{suffix}", cancellation);
        var plain = await server.CreateDatabaseAsync($"safemigrate_plain_{suffix}", cancellation);
        try
        {
            if (await StepAsync("build the database before the migration", () => BuildAsync([work, plain], cancellation)))
                await LiveAsync(work, plain, cancellation);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await server.DropDatabaseAsync($"safemigrate_verify_{suffix}", CancellationToken.None);
            await server.DropDatabaseAsync($"safemigrate_plain_{suffix}", CancellationToken.None);
        }

        return steps;
    }

    private async Task<string?> BuildAsync(string[] databases, CancellationToken cancellation)
    {
        foreach (var database in databases)
        {
            foreach (var sql in input.Before)
                await RehearsalSql.RunAsync(database, sql, cancellation);
        }

        var schema = await CatalogReader.ReadAsync(databases[0], cancellation);
        var rows = input.Rows ?? await MadeUpRows.WriteAsync(
            databases[0], schema, input.RowsPerTable, input.Migrations.Any(migration => migration.Operations.OfType<InsertRows>().Any()), notes, cancellation);
        if (input.Rows is not null)
            await RehearsalSql.RunAsync(databases[0], rows, cancellation);
        await RehearsalSql.RunAsync(databases[1], rows, cancellation);
        return null;
    }

    private async Task LiveAsync(string work, string plain, CancellationToken cancellation)
    {
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = work, CommandLine = "safemigrate verify", FirstPause = TimeSpan.FromMilliseconds(50) });
        var before = await DatabaseText.ReadAsync(server, work, cancellation);
        var oldSchema = await CatalogReader.ReadAsync(work, cancellation);
        var plans = await runner.PlanAsync(input.Migrations, cancellation);
        var touched = Touched(plans, oldSchema);
        var seeded = plans.SelectMany(planned => planned.Plans).SelectMany(plan => plan.Expand).SelectMany(step => step.Operations).OfType<InsertSeed>().Select(insert => insert.Table).ToList();
        var comparable = touched.Where(table => !seeded.Any(other => oldSchema.Same(other, table))).ToList();
        var rows = await RowText.ReadAsync(work, oldSchema, comparable, cancellation);
        var seedRows = await RowText.ReadAsync(work, oldSchema, touched.Except(comparable), cancellation);
        var rolledBack = await RolledBackAsync(before, [.. plans.SelectMany(planned => planned.Plans).SelectMany(plan => plan.RollbackLeaves)], cancellation);
        var plainProblem = await PlainAsync(plain, cancellation);
        var newSchema = await CatalogReader.ReadAsync(plain, cancellation);
        var (oldLabels, newLabels) = (await EnumLabels.ReadAsync(work, cancellation), await EnumLabels.ReadAsync(plain, cancellation));
        var oldWrites = await VersionWriter.StatementsAsync(work, oldSchema, oldLabels.With(newLabels), touched, cancellation);
        QualifiedName Renamed(QualifiedName table) => AfterRenames(plans, oldSchema, table);
        List<QualifiedName> touchedAfter = [.. touched.Select(Renamed)];
        var newWrites = plainProblem is null ? await VersionWriter.StatementsAsync(plain, newSchema, newLabels.With(oldLabels), touchedAfter, cancellation) : [];
        if (plainProblem is not null)
            notes.Add($"The migration does not run as it is written, so its end is not compared: {plainProblem}");
        else if (newWrites.Count == 0 && touched.Count > 0)
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
                return old.Failure ?? Difference("the schema", rolledBack, await DatabaseText.ReadAsync(server, work, cancellation))
                    ?? Difference("the rows", rows, await RowText.ReadAsync(work, oldSchema, comparable, cancellation))
                    ?? Missing(seedRows, await RowText.ReadAsync(work, oldSchema, touched.Except(comparable), cancellation)) ?? await LedgerAsync(work, oldSchema, old, table => table, cancellation);
            })
            && await StepAsync("expand again, while both versions write", async () =>
            {
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
                return await WritersAsync(@new) ?? await LedgerAsync(work, newSchema, old, Renamed, cancellation) ?? await LedgerAsync(work, newSchema, @new, table => table, cancellation);
            });
        if (ok && plainProblem is null)
        {
            await StepAsync("compare the end with the plain migration", async () =>
            {
                await AddAsync(plain, plans.SelectMany(planned => planned.Plans).SelectMany(plan => plan.PurgeLeaves), cancellation);

                // Rows that the migration inserts may have other numbers and times in each run.
                return Difference("the schema", await DatabaseText.ReadAsync(server, plain, cancellation), await DatabaseText.ReadAsync(server, work, cancellation))
                    ?? Difference("the rows", await RowText.ReadAsync(plain, newSchema, comparable.Select(Renamed), cancellation), await RowText.ReadAsync(work, newSchema, comparable.Select(Renamed), cancellation));
            });
        }
    }

    // As before, but for what the server cannot take away.
    private async Task<string> RolledBackAsync(string before, IReadOnlyList<Operation> left, CancellationToken cancellation)
    {
        if (left.Count == 0)
            return before;
        var name = $"safemigrate_left_{suffix}";
        var database = await server.CreateDatabaseAsync(name, cancellation);
        try
        {
            foreach (var sql in input.Before)
                await RehearsalSql.RunAsync(database, sql, cancellation);
            await AddAsync(database, left, cancellation);
            return await DatabaseText.ReadAsync(server, database, cancellation);
        }
        finally
        {
            await server.DropDatabaseAsync(name, CancellationToken.None);
        }
    }

    private async Task AddAsync(string database, IEnumerable<Operation> left, CancellationToken cancellation)
    {
        foreach (var sql in left.SelectMany(operation => PostgresWriter.Write(operation, server.Version)))
            await RehearsalSql.RunAsync(database, sql, cancellation);
    }

    // The rows of both writers are there: none was lost, none came twice.
    private static async Task<string?> LedgerAsync(
        string database, Schema schema, VersionWriter writer, Func<QualifiedName, QualifiedName> nameNow, CancellationToken cancellation)
    {
        foreach (var (written, numbers) in writer.Written)
        {
            var table = nameNow(written);
            if (schema.Find(table) is not { } known || known.KeyColumns is not [var key])
                continue;
            var found = await RehearsalSql.ScalarAsync(
                database, $"SELECT count(*) FROM {PostgresWriter.Name(table)} WHERE {PostgresIdentifier.Quote(key)}::text = ANY ('{{{string.Join(",", numbers)}}}'::text[])", cancellation);
            if (found != numbers.Count)
                return $"{table} has {found} of the {numbers.Count} rows that {writer.Name} wrote";
        }

        return null;
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
    private static List<QualifiedName> Touched(IEnumerable<PlannedMigration> plans, Schema schema)
    {
        var changes = plans.SelectMany(planned => planned.Plans).SelectMany(plan => plan.Change.Concat(plan.Expand.SelectMany(step => step.Operations))).ToList();
        var named = plans.SelectMany(planned => planned.Plans).SelectMany(plan => plan.Change).Any(change => change is Opaque or RunSql or OtherStatement)
            ? schema.Tables.Select(table => table.Name)
            : changes.OfType<TableOperation>().Select(operation => operation.Table).Where(table => schema.Find(table) is not null);
        return [.. named.DistinctBy(table => (table.Schema ?? schema.DefaultSchema, table.Name))];
    }

    private static QualifiedName AfterRenames(IEnumerable<PlannedMigration> plans, Schema schema, QualifiedName table) =>
        plans.SelectMany(planned => planned.Plans).SelectMany(plan => plan.Change).Aggregate(table, (name, change) => change switch
        {
            RenameTable rename when schema.Same(rename.Table, name) => name with { Name = rename.NewName },
            MoveTable move when schema.Same(move.Table, name) => name with { Schema = move.NewSchema },
            _ => name,
        });

    // Rows that the migration has inserted stay where the old version has written rows that refer to them.
    private static string? Missing(string expected, string actual) => expected.Split('\n').Except(actual.Split('\n')).Any() ? Difference("the rows", expected, actual) : null;

    private static string? Difference(string what, string expected, string actual)
    {
        if (expected == actual)
            return null;
        var (want, have) = (expected.Split('\n'), actual.Split('\n'));
        var missing = want.Except(have).Take(5).Select(line => "- " + line);
        var extra = have.Except(want).Take(5).Select(line => "+ " + line);
        return $"{what} differs from what it must be:\n{string.Join('\n', missing.Concat(extra).DefaultIfEmpty("  the same lines in another order"))}";
    }
}
