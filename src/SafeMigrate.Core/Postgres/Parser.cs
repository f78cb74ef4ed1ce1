using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

/// <summary>
/// Reads one statement after the other, by recursive descent. After the first error of a statement the parser sees nothing but the end, so
/// that every loop ends and nothing is thrown; reading goes on behind the next semicolon.
/// </summary>
internal sealed partial class Parser
{
    // Deeper than anything people or generators write, and shallow enough for the stack of a compiler's worker thread.
    private const int DeepestNesting = 400;

    // How many strings deep the body of a function in the body of a function is still read.
    private const int DeepestBody = 3;

    private readonly SourceText source;
    private readonly int nesting;
    private readonly Lexer lexer;
    private readonly List<Operation> operations = [];
    private readonly List<string> subcommands = [];
    private readonly ItemStack<string> texts = new();
    private readonly ItemStack<Column> tableColumns = new();
    private readonly ItemStack<Constraint> constraints = new();
    private readonly ItemStack<TableLike> likes = new();
    private readonly ItemStack<IndexColumn> indexKeys = new();
    private ValueList<Guard> guards = ValueList<Guard>.Empty;
    private Token[] tokens = new Token[64];
    private int count;
    private int at;
    private int begin;
    private int depth;
    private bool failed;
    private int failedAt;
    private string error = "";
    private (TextSpan Span, Location? Location) place;

    /// <summary>Starts at the beginning of <paramref name="source"/>.</summary>
    /// <param name="source">The text.</param>
    /// <param name="nesting">In how many strings of SQL it stands.</param>
    public Parser(SourceText source, int nesting = 0)
    {
        this.source = source;
        this.nesting = nesting;
        lexer = new Lexer(source.Text);
        nameOrStar = NameOrStar;
        functionName = FunctionName;
    }

    /// <summary>The comments met so far.</summary>
    public IReadOnlyList<TextSpan> Comments => lexer.Comments;

    /// <summary>The psql commands met so far.</summary>
    public IReadOnlyList<TextSpan> MetaCommands => lexer.MetaCommands;

    /// <summary>Behind the last statement, its semicolon, and the rows it copies.</summary>
    public int End => copiesData ? lexer.Position : tokens[at].End;

    /// <summary>True when the last statement was read to the end of the text, so that more text could change it.</summary>
    public bool IsAtEnd => IsEnd || lexer.Position == source.Text.Length;

    /// <summary>True when the rows that the last statement copies do not end in this text.</summary>
    public bool CopiesOn => copiesData && noMoreCopyData;

    private ref Token Now => ref tokens[at];

    private Keyword Word => Now.Keyword;

    private bool IsEnd => Now.Kind == TokenKind.End;

    // References into the array die when it grows, so nothing keeps one across a look ahead.
    private ref Token Ahead(int distance = 1)
    {
        Fill(at + distance);
        return ref tokens[Math.Min(at + distance, count - 1)];
    }

    private void Fill(int index)
    {
        while (index >= count && !failed)
        {
            if (count == tokens.Length)
                Array.Resize(ref tokens, count * 2);
            lexer.Next(ref tokens[count++]);
        }
    }

    private void Advance()
    {
        if (IsEnd)
            return;
        at++;
        Fill(at);
    }

    private bool Is(Keyword keyword) => Now.Keyword == keyword;

    private bool Is(char symbol) => Now.Symbol == symbol;

    private bool Is(Keyword first, Keyword second) => Now.Keyword == first && Ahead().Keyword == second;

    private bool Accept(Keyword keyword)
    {
        if (Now.Keyword != keyword)
            return false;
        Advance();
        return true;
    }

    private bool Accept(char symbol)
    {
        if (Now.Symbol != symbol)
            return false;
        Advance();
        return true;
    }

    private bool Accept(Keyword first, Keyword second)
    {
        if (!Is(first, second))
            return false;
        Advance();
        Advance();
        return true;
    }

    private bool Accept(Keyword first, Keyword second, Keyword third) => Is(first, second) && Ahead(2).Keyword == third && Accept(first, second) && Accept(third);

    private void Expect(Keyword keyword)
    {
        if (!Accept(keyword))
            Fail(Keywords.Text(keyword).ToUpperInvariant());
    }

    private void Expect(Keyword first, Keyword second)
    {
        Expect(first);
        Expect(second);
    }

    private void Expect(char symbol)
    {
        if (!Accept(symbol))
            Fail($"\"{symbol}\"");
    }

    private void Fail(string expected) => Stop(Unexpected() + ", expected " + expected);

    private string Unexpected() => Now.Kind switch
    {
        TokenKind.Invalid => lexer.Error,
        TokenKind.End => "unexpected end of file",
        _ => $"unexpected \"{Shown(source.Slice(Now.Span))}\"",
    };

    private static string Shown(string text) => text.Length > 40 ? text.Substring(0, 40) + "..." : text;

    private void Stop(string message)
    {
        if (failed)
            return;
        failedAt = at;
        error = Now.Kind == TokenKind.Invalid ? lexer.Error : message;
        failed = true;
        if (count == tokens.Length)
            Array.Resize(ref tokens, count * 2);
        tokens[count] = new Token { Start = Now.Start, End = Now.Start };
        at = count++;
    }

    // What an attempt read is forgotten; the tokens stay.
    private void Return(int token)
    {
        if (failed)
            count--;
        failed = false;
        at = token;
    }

    private bool Enter()
    {
        if (depth >= DeepestNesting)
        {
            Stop($"nested more than {DeepestNesting} levels deep");
            return false;
        }

        depth++;
        return true;
    }

    private void Leave() => depth--;

    private delegate void Part();

    private void List(Part part)
    {
        do
            part();
        while (Accept(','));
    }

    private void Parenthesised(Part part)
    {
        Expect('(');
        part();
        Expect(')');
    }

    private void ParenthesisedList(Part part)
    {
        Expect('(');
        List(part);
        Expect(')');
    }

    private TextSpan SpanFrom(int token) => TextSpan.Between(tokens[token].Start, at > token ? tokens[at - 1].End : tokens[token].Start);

    private string RawFrom(int token) => source.Slice(SpanFrom(token));

    // A statement and its only operation stand at the same place.
    private Location At(TextSpan span)
    {
        if (place.Location is null || place.Span != span)
            place = (span, source.At(span));
        return place.Location!;
    }

    // The whole statement in normal form goes with an operation whose members do not hold all of it.
    private void AddWritten(Operation operation) => Add(operation with { Written = PrintFrom(begin) }, begin);

    private void Add(Operation operation, int start)
    {
        if (failed)
            return;
        operation.Place(At(SpanFrom(start)));
        operations.Add(operation);
    }
}
