using SafeMigrate.Postgres;
using SafeMigrate.Tests.Postgres.Comparison;
using Xunit.Abstractions;

namespace SafeMigrate.Tests.Postgres;

/// <summary>The law of the writer: what it prints is read as the operation it was printed from, and PostgreSQL's parser sees in it what it saw in the original.</summary>
public class RoundTripTests(ITestOutputHelper output)
{
    // SAFEMIGRATE_COMPARISONS=100000 makes a long run by hand; SAFEMIGRATE_SEED another one.
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("SAFEMIGRATE_COMPARISONS") ?? "3000");
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("SAFEMIGRATE_SEED") ?? "1");

    [Fact]
    public void What_is_written_is_read_as_the_same_operation()
    {
        var kinds = new SortedSet<string>();
        var failures = new List<string>();
        foreach (var text in new StatementGenerator(Seed + 3).Statements(Count * 4))
        {
            foreach (var operation in Statements(text).Where(statement => statement.Whole is null).SelectMany(statement => statement.Operations))
            {
                kinds.Add(operation.Name);
                if (Difference(operation) is { } difference)
                    failures.Add($"{operation.Name}: {difference}: {text}");
            }
        }

        output.WriteLine($"{kinds.Count} kinds of operations");
        Assert.Equal([], Kinds.Except(kinds).Except(NotInStatements));
        Assert.True(failures.Count == 0, $"{failures.Count} differ\n" + string.Join("\n", failures.OrderBy(failure => failure.Length).Take(20)));
    }

    [LibPgQueryFact]
    public void Nothing_is_lost_on_the_way()
    {
        var originals = new StatementGenerator(Seed + 4).Statements(Count).Where(text => Statements(text).Count > 0).ToList();
        var written = originals.Select(text => string.Join(";\n", Statements(text).SelectMany(Written))).ToList();
        var failures = new List<string>();
        foreach (var ((original, ours), (before, after)) in originals.Zip(written).Zip(LibPgQuery.Parse(originals).Zip(LibPgQuery.Parse(written))))
        {
            var (meant, kept) = (Parts(before), Parts(after));
            if (before.Statements is not null && !meant.SequenceEqual(kept))
                failures.Add($"{original}\n  became {ours}\n  {after.Error}\n  lost  {string.Join("\n        ", meant.Except(kept))}\n  added {string.Join("\n        ", kept.Except(meant))}");
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {originals.Count} differ\n" + string.Join("\n", failures.OrderBy(failure => failure.Length).Take(20)));
    }

    private static IEnumerable<string> Kinds =>
        typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract).Select(type => type.Name);

    // What only plans make up, and what could not be read.
    private static readonly string[] NotInStatements =
    [
        nameof(Opaque), nameof(Unreadable), nameof(RunSql), nameof(RunSqlAlone), nameof(CreateSync), nameof(FitSync), nameof(DropSync), nameof(CreateFill), nameof(DropFill), nameof(BackfillColumn),
        nameof(RequireNoRows), nameof(KeepValues), nameof(CreateAlias), nameof(DropAlias), nameof(RetireTable), nameof(RestoreTable), nameof(MoveSequence),
        nameof(CopyProperties), nameof(RememberColumn), nameof(RequireAsRemembered), nameof(CarryPrivileges), nameof(RememberTable), nameof(CarryTablePrivileges), nameof(RequireWholeIndex), nameof(RememberBound), nameof(DropBoundCheck), nameof(SwapPartitionIndexes), nameof(NamePartitionKeys), nameof(ReplacePartitionedKey), nameof(CopyComment), nameof(SwapNotNullNames), nameof(MoveDependents), nameof(KeepDefinition), nameof(RestoreDefinition), nameof(Rehearse),
        nameof(CreateDerived), nameof(DropDerived), nameof(CreateRowSync), nameof(DropRowSync), nameof(BackfillRows), nameof(ContinueSequence),
        nameof(CreateValueMap), nameof(DropValueMap), nameof(RequireValueMaps), nameof(SwapEnumValues), nameof(CreateUnlessThere), nameof(InsertSeed), nameof(RemoveSeed), nameof(ReplacePrimaryKey),
    ];

    private static List<string> Parts(LibPgQuery.Answer answer) => [.. (answer.Statements ?? []).SelectMany(statement => statement.Parts).Order()];

    private static List<Statement> Statements(string text) =>
        [.. PostgresReader.Read(new SourceText("", text)).Where(statement => !statement.Operations.Any(operation => operation is Unreadable or Opaque))];

    private static IEnumerable<string> Written(Statement statement) =>
        statement.Whole is { } whole ? [whole] : statement.Operations.SelectMany(operation => PostgresWriter.Write(operation, 18));

    private static string? Difference(Operation operation)
    {
        var written = string.Join(";\n", PostgresWriter.Write(operation, 18));
        var again = PostgresReader.Read(new SourceText("", written)).SelectMany(statement => statement.Operations).ToList();
        if (again.Count != 1)
            return $"{again.Count} operations ({string.Join(", ", again)}) from {written}";
        if (!again[0].Equals(operation))
            return $"\n  {operation}\n  {again[0]}\n  from {written}";
        var twice = string.Join(";\n", PostgresWriter.Write(again[0], 18));
        return twice == written ? null : $"written as {written}, then as {twice}";
    }
}
