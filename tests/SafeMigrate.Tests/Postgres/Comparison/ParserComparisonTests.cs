using Xunit.Abstractions;

namespace SafeMigrate.Tests.Postgres.Comparison;

public class ParserComparisonTests(ITestOutputHelper output)
{
    // SAFEMIGRATE_COMPARISONS=100000 makes a long run by hand; SAFEMIGRATE_SEED another one.
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("SAFEMIGRATE_COMPARISONS") ?? "3000");
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("SAFEMIGRATE_SEED") ?? "1");

    [LibPgQueryFact]
    public void Generated_statements_are_read_as_PostgreSQL_reads_them() => Check(new StatementGenerator(Seed).Statements(Count));

    [LibPgQueryFact]
    public void Damaged_statements_are_refused_as_PostgreSQL_refuses_them()
    {
        var texts = new Mutator(Seed).Mutate(new StatementGenerator(Seed + 1).Statements(Count)).ToList();
        Check(texts);
    }

    [LibPgQueryFact]
    public void Scripts_are_cut_where_PostgreSQL_cuts_them() =>
        Check([.. new StatementGenerator(Seed + 2).Statements(Count / 2).Where(text => !text.Contains("BEGIN ATOMIC", StringComparison.OrdinalIgnoreCase)).Chunk(5).Select(chunk => string.Join(";\n-- ;\n", chunk) + ";")]);

    [LibPgQueryFact]
    public void Our_own_files_are_read_as_PostgreSQL_reads_them() => Check([.. SqlFiles()]);

    private static IEnumerable<string> SqlFiles()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SafeMigrate.sln")))
            root = Path.GetDirectoryName(root)!;
        return Directory.EnumerateFiles(Path.Combine(root, "migrations-examples"), "*.sql", SearchOption.AllDirectories).Order()
            .Where(path => !path.Contains("sqlserver", StringComparison.OrdinalIgnoreCase)).Select(File.ReadAllText);
    }

    private void Check(IReadOnlyList<string> texts)
    {
        var comparison = ParserComparison.Of(texts);

        output.WriteLine(comparison.Agreement);
        Assert.True(comparison.Differences.Count == 0, comparison.Agreement + "\n" + string.Join("\n", comparison.Differences.OrderBy(text => text.Length).Take(20)));
    }
}
