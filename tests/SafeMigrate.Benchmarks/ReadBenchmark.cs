using System.Text;
using BenchmarkDotNet.Attributes;
using SafeMigrate.Postgres;

namespace SafeMigrate.Benchmarks;

/// <summary>
/// Cuts and reads a megabyte of migrations: 1,000 divided by the milliseconds of one operation is the megabytes a second. Only what one
/// run prints side by side can be compared.
/// </summary>
[MemoryDiagnoser]
public class ReadBenchmark
{
    private const string Schema = """
        CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id), total numeric(10,2) DEFAULT 0 CHECK (total >= 0), note text);
        -- Found by customer, newest first.
        CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id, created_at DESC) WHERE state <> 'done';
        ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'new', ALTER COLUMN note TYPE varchar(200) USING left(note, 200);
        UPDATE orders SET state = CASE WHEN total > 100 THEN 'big' ELSE 'small' END WHERE id IN (SELECT order_id FROM lines GROUP BY order_id HAVING count(*) > 3);

        """;

    private const string Rows = "INSERT INTO orders (id, customer_id, total, note) VALUES (1, 17, 12.50, 'as it was'), (2, 18, 0.99, 'it''s late'), (3, 19, 7, NULL);\n";

    private readonly SourceText schema = Text(Schema);
    private readonly SourceText rows = Text(Rows);

    [Benchmark(Baseline = true)]
    public int LexSchema()
    {
        var lexer = new Lexer(schema.Text);
        var (token, count) = (default(Token), 0);
        do
        {
            lexer.Next(ref token);
            count++;
        }
        while (token.Kind != TokenKind.End);
        return count;
    }

    [Benchmark]
    public int ReadSchema() => PostgresReader.Read(schema).Count;

    [Benchmark]
    public int ReadRows() => PostgresReader.Read(rows).Count;

    private static SourceText Text(string piece)
    {
        var text = new StringBuilder();
        while (text.Length < 1_000_000)
            text.Append(piece);
        return new SourceText("", text.ToString());
    }
}
