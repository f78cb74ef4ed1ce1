namespace SafeMigrate.Postgres;

/// <summary>What a token is, as PostgreSQL's scanner tells them apart.</summary>
internal enum TokenKind : byte
{
    /// <summary>The end of the text; also what the parser sees after the first error of a statement.</summary>
    End,

    /// <summary>An unquoted word; <see cref="Token.Keyword"/> says whether it is one the grammar knows.</summary>
    Word,

    /// <summary>"Name" or U&amp;"name".</summary>
    QuotedName,

    /// <summary>'text', E'text', U&amp;'text' or $$text$$.</summary>
    String,

    /// <summary>B'01' or X'1F'.</summary>
    BitString,

    /// <summary>A whole number that fits into 32 bits.</summary>
    Integer,

    /// <summary>Any other number.</summary>
    Number,

    /// <summary>$1.</summary>
    Parameter,

    /// <summary>An operator of several characters, or of one that the grammar does not know by itself.</summary>
    Operator,

    /// <summary>&lt;=, &gt;=, &lt;&gt; or !=.</summary>
    Comparison,

    /// <summary>::</summary>
    Cast,

    /// <summary>..</summary>
    DotDot,

    /// <summary>:=</summary>
    ColonEquals,

    /// <summary>=&gt;</summary>
    Arrow,

    /// <summary>One of <c>( ) [ ] , ; : . + - * / % ^ &lt; &gt; =</c>; <see cref="Token.Symbol"/> says which.</summary>
    Symbol,

    /// <summary>What PostgreSQL's scanner refuses: an unterminated string, a character no token starts with.</summary>
    Invalid,
}

/// <summary>How a token is spelled out when it is printed; the parser finds out.</summary>
[Flags]
internal enum TokenUse : byte
{
    /// <summary>Nothing special.</summary>
    None,

    /// <summary>A word that stands for a name, not for the keyword it may look like.</summary>
    Name = 1,

    /// <summary>An operator in front of its only operand.</summary>
    Prefix = 2,

    /// <summary>A parenthesis opens directly behind it: a function's or a type's name.</summary>
    Callee = 4,
}

/// <summary>A token: its place and what the lexer found out on the way. A struct, so that a statement's tokens are one array.</summary>
internal struct Token
{
    /// <summary>The first character.</summary>
    public int Start;

    /// <summary>The position behind the last character.</summary>
    public int End;

    /// <summary>The keyword that a word spells.</summary>
    public Keyword Keyword;

    /// <summary>What it is.</summary>
    public TokenKind Kind;

    /// <summary>What it stood for.</summary>
    public TokenUse Use;

    /// <summary>The character of a symbol.</summary>
    public char Symbol;

    /// <summary>How many characters it has.</summary>
    public readonly int Length => End - Start;

    /// <summary>Its place.</summary>
    public readonly TextSpan Span => TextSpan.Between(Start, End);
}
