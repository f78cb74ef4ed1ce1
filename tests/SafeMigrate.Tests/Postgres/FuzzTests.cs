using SafeMigrate.Postgres;
using SafeMigrate.Tests.Postgres.Comparison;

namespace SafeMigrate.Tests.Postgres;

public class FuzzTests
{
    // SAFEMIGRATE_FUZZ=1000000 makes a long run by hand.
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("SAFEMIGRATE_FUZZ") ?? "5000");

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        var random = new Random(1);
        var statements = new StatementGenerator(1).Statements(500);
        foreach (var text in new Mutator(1).Mutate([.. Enumerable.Range(0, Count).Select(i => statements[i % statements.Count])]))
        {
            PostgresReader.Read(new SourceText("", text));
            PostgresReader.Read(new SourceText("", Damaged(text, random)));
        }
    }

    [Theory]
    [InlineData("(")]
    [InlineData("NOT ")]
    [InlineData("- ")]
    [InlineData("CASE WHEN ")]
    [InlineData("a[")]
    [InlineData("f(")]
    [InlineData("(SELECT ")]
    [InlineData("ARRAY[[")]
    [InlineData("a AND ")]
    [InlineData("a::int")]
    [InlineData("/*")]
    [InlineData("$a$ ")]
    [InlineData("BEGIN ATOMIC ")]
    [InlineData("x JOIN (")]
    public void A_long_text_is_read_in_linear_time(string piece)
    {
        var (one, ten) = (Allocated(piece, 20_000), Allocated(piece, 200_000));

        Assert.InRange(ten, 0, (one * 25) + 10_000_000);
    }

    // Memory grows as the work does, and is the same on a busy machine.
    private static long Allocated(string piece, int times)
    {
        var text = new SourceText("", "SELECT " + string.Concat(Enumerable.Repeat(piece, times)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(PostgresReader.Read(text));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Damaged(string text, Random random)
    {
        var characters = text.ToCharArray();
        const string dangerous = "'\"$();,\\:-/*\0\uD800ä\n[]{}@";
        for (var i = 0; i < 3 && characters.Length > 0; i++)
            characters[random.Next(characters.Length)] = dangerous[random.Next(dangerous.Length)];
        return new string(characters);
    }
}
