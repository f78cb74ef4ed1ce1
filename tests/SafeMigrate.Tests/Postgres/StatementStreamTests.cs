using SafeMigrate.Postgres;
using SafeMigrate.Tests.Postgres.Comparison;

namespace SafeMigrate.Tests.Postgres;

public class StatementStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_text_read_in_pieces_is_the_text_read_at_once(int seed)
    {
        var random = new Random(seed);
        var statements = new StatementGenerator(seed).Statements(6_000);
        var text = string.Concat(statements.Select(sql => Decorated(sql, random)));
        Assert.InRange(text.Length, 600_000, int.MaxValue);

        Same(text);
        Same(text.Remove(text.Length * 2 / 3));
    }

    [Fact]
    public void A_damaged_text_read_in_pieces_gives_the_same_errors()
    {
        var statements = new StatementGenerator(4).Statements(6_000);
        Same(string.Join(";\n", new Mutator(4).Mutate(statements).Select(sql => sql.Replace("'", "").Replace("\"", "").Replace("/*", "").Replace("$", ""))));
    }

    [Theory]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC {0} SELECT 1; END;\nSELECT 2;\n", "SELECT 1;\n")]
    [InlineData("DO $x$ BEGIN {0} END $x$; SELECT 2;\n", "UPDATE t SET a = 1;\n")]
    [InlineData("SELECT '{0}'; SELECT 2;", "it''s;\n")]
    [InlineData("/* {0} */ SELECT 2;", "/* a; */\n")]
    [InlineData("SELECT 'not ended; {0}", "x;\n")]
    [InlineData("CREATE TABLE t (a int);\nCOPY t FROM STDIN;\n{0}\\.\nSELECT 2;\n", "1;\n")]
    [InlineData("{0}", "-- only words;\n")]
    public void What_is_longer_than_a_window_is_read_as_one(string text, string piece) =>
        Same(string.Format(text, string.Concat(Enumerable.Repeat(piece, 700_000 / piece.Length))));

    [Fact]
    public void Rows_without_an_end_go_on_to_the_end_of_a_long_text()
    {
        var read = PostgresReader.Read("a.sql", new StringReader("COPY t FROM STDIN;\n" + string.Concat(Enumerable.Repeat("SELECT 1;\n", 100_000))));

        Assert.Equal("CopyStmt", Assert.Single(read).Kind);
    }

    [Fact]
    public void A_byte_order_mark_is_counted()
    {
        var read = Assert.Single(PostgresReader.Read("a.sql", new StringReader("\uFEFFSELECT 1;")));

        Assert.Equal((3, 1, 1), (read.Location.ByteOffset, read.Location.Line, read.Location.Column));
    }

    [Fact]
    public void Memory_does_not_grow_with_the_text()
    {
        const int length = 16_000_000;
        var (count, longest) = (0, 0);
        var windows = new List<WeakReference>();
        foreach (var statement in PostgresReader.Read("a.sql", new Repeated("CREATE INDEX i ON t (a, b) WHERE c > 1;\n", length)))
        {
            longest = Math.Max(longest, statement.Location.Source.Text.Length);
            if (count++ % 20_000 == 0)
                windows.Add(new WeakReference(statement.Location.Source));
        }

        GC.Collect();
        Assert.Equal((length / 40, true), (count, longest < 1_000_000));
        Assert.All(windows.SkipLast(1), window => Assert.False(window.IsAlive));
    }

    private static void Same(string text)
    {
        var whole = PostgresReader.Read(new SourceText("a.sql", text)).Select(Shown).ToList();
        var pieces = PostgresReader.Read("a.sql", new StringReader(text)).Select(Shown).ToList();

        Assert.NotEqual(0, whole.Count + text.Count(character => character == '-'));
        Assert.Equal(whole, pieces);
    }

    private static string Shown(Statement statement) => string.Join(
        '|',
        statement.Location,
        statement.Location.ByteOffset,
        statement.Location.ByteLength,
        statement.Location.EndLine,
        statement.Kind,
        string.Join(',', statement.Operations.Select(operation => operation + "@" + operation.Location)),
        string.Join(',', statement.Directives.Select(directive => directive.Name + "@" + directive.Location)));

    private static string Decorated(string sql, Random random) => random.Next(8) switch
    {
        0 => sql + "; -- safemigrate:ignore SM0001 behind it\n",
        1 => "-- safemigrate:phase expand\n" + sql + ";\n",
        2 => sql + "; ",
        3 => "\\echo é ü 漢\n" + sql + ";\n",
        4 => "COPY t FROM STDIN;\n1\t';\n\\.\n" + sql + ";\n",
        5 => "/* " + sql.Replace("/*", "").Replace("*/", "") + " */\r\n" + sql + "\n;\r\n",
        _ => sql + ";\n",
    };

    private sealed class Repeated(string line, int length) : TextReader
    {
        private int at;

        public override int Read(char[] buffer, int index, int count)
        {
            var read = Math.Min(count, length - at);
            for (var i = 0; i < read; i++)
                buffer[index + i] = line[at++ % line.Length];
            return read;
        }
    }
}
