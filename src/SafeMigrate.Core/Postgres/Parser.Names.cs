using System.Text;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    // The server cuts names at this many bytes (NAMEDATALEN - 1), so longer ones mean the same object.
    private const int LongestName = 63;

    private bool IsName => IsColumnName(Now) || IsVariable;

    // psql puts its :variables where names and values stand.
    private bool IsVariable => Is(':') && Ahead() is { Kind: TokenKind.Word or TokenKind.QuotedName or TokenKind.String } next && next.Start == Now.End;

    private static bool IsColumnName(in Token token) => token.Kind == TokenKind.QuotedName
        || (token.Kind == TokenKind.Word && Keywords.Category(token.Keyword) is KeywordCategory.Unreserved or KeywordCategory.ColumnName);

    private static bool IsTypeOrFunctionName(in Token token) => token.Kind == TokenKind.QuotedName
        || (token.Kind == TokenKind.Word && Keywords.Category(token.Keyword) is KeywordCategory.Unreserved or KeywordCategory.TypeOrFunctionName);

    private static bool IsNonReserved(in Token token) => token.Kind == TokenKind.QuotedName
        || (token.Kind == TokenKind.Word && Keywords.Category(token.Keyword) != KeywordCategory.Reserved);

    private static bool IsLabel(in Token token) => token.Kind is TokenKind.Word or TokenKind.QuotedName;

    private void SkipName()
    {
        if (IsColumnName(Now))
            TakeName();
        else if (IsVariable)
        {
            Advance();
            TakeName();
        }
        else
            Fail("a name");
    }

    private void TakeName()
    {
        Now.Use |= TokenUse.Name;
        Advance();
    }

    private string Name()
    {
        var start = at;
        SkipName();
        return NameOf(start);
    }

    private string Label()
    {
        var start = at;
        if (IsLabel(Now))
            TakeName();
        else
            Fail("a name");
        return NameOf(start);
    }

    // A word that is not reserved, or a string: options take either.
    private string WordOrString()
    {
        if (Now.Kind == TokenKind.String)
            return StringText();
        var start = at;
        if (IsNonReserved(Now))
            TakeName();
        else
            Fail("a name or a string");
        return NameOf(start);
    }

    // RoleSpec: also CURRENT_USER and the like, which are reserved.
    private string Role()
    {
        var start = at;
        if (IsNonReserved(Now) || Word is K.CurrentRole or K.CurrentUser or K.SessionUser)
            TakeName();
        else if (IsVariable)
            SkipName();
        else
            Fail("a role");
        return NameOf(start);
    }

    // A role that is created needs a name of its own.
    private void NewRole()
    {
        if (Word is K.CurrentRole or K.CurrentUser or K.SessionUser || NameOf(at) is "public" or "none")
            Fail("a name that is not reserved");
        Role();
    }

    private void Roles() => List(() => Role());

    private List<string> Names()
    {
        var names = new List<string>();
        List(() => names.Add(Name()));
        return names;
    }

    // Lists of one name are shared.
    private ValueList<string> TextsFrom(int from)
    {
        if (texts.Count != from + 1)
            return texts.Take(from);
        var only = texts.Top;
        texts.Forget(from);
        return NameTable.Alone(only);
    }

    // A list of the table's columns in parentheses.
    private ValueList<string> ColumnList()
    {
        var from = texts.Count;
        Expect('(');
        do
        {
            columnTokens.Add(at);
            texts.Push(Name());
        }
        while (Accept(','));
        Expect(')');
        return TextsFrom(from);
    }

    // any_name: of a type, a function, an operator class, ...
    private QualifiedName AnyName()
    {
        var start = at;
        SkipName();
        while (Accept('.'))
            SkipLabel();
        return NameFrom(start);
    }

    // qualified_name: of a table or another relation.
    private QualifiedName Relation()
    {
        var start = at;
        var name = AnyName();
        CheckParts();
        NoteRelation(start);
        return name;
    }

    // any_name of a relation: the grammar takes any number of parts.
    private QualifiedName AnyRelation()
    {
        var start = at;
        var name = AnyName();
        NoteRelation(start);
        return name;
    }

    // Database, schema and name: more parts are no name of a relation.
    private void CheckParts()
    {
        if (at >= 7 && tokens[at - 2].Symbol == '.' && tokens[at - 4].Symbol == '.' && tokens[at - 6].Symbol == '.')
            Stop("improper qualified name (too many dotted names)");
    }

    private void SkipRelation()
    {
        var start = at;
        SkipName();
        while (Accept('.'))
            SkipLabel();
        CheckParts();
        NoteRelation(start);
    }

    // Before certain words these are other tokens of the grammar, which are no names (base_yylex).
    private bool IsMerged => Word switch
    {
        K.Not => Ahead().Keyword is K.Between or K.In or K.Like or K.Ilike or K.Similar,
        K.Nulls => Ahead().Keyword is K.First or K.Last,
        K.With => Ahead().Keyword is K.Time or K.Ordinality,
        K.Without => Ahead().Keyword is K.Time,
        _ => false,
    };

    private void SkipLabel()
    {
        if (IsLabel(Now) && !IsMerged)
            TakeName();
        else
            Fail("a name");
    }

    // relation_expr: [ONLY] name [*]. True with ONLY.
    private (QualifiedName Name, bool Only) RelationWithOnly()
    {
        if (!Accept(K.Only))
        {
            var name = Relation();
            Accept('*');
            return (name, false);
        }

        var parenthesis = Accept('(');
        var only = Relation();
        if (parenthesis)
            Expect(')');
        return (only, true);
    }

    // The name that starts at a token and goes on behind each dot; of three parts the first is the database.
    private QualifiedName NameFrom(int start)
    {
        if (failed)
            return new QualifiedName(null, "");
        string? schema = null;
        var name = NameOf(start);
        var token = PartEnd(start);
        while (token + 1 < count && tokens[token].Symbol == '.' && tokens[token + 1].Kind is TokenKind.Word or TokenKind.QuotedName)
        {
            schema = name;
            name = NameOf(token + 1);
            token = PartEnd(token + 1);
        }

        return NameTable.Qualified(schema, name);
    }

    private int PartEnd(int start) => tokens[start].Symbol == ':' ? start + 2 : start + 1;

    // The name as the server knows it: folded, without quotes, cut to length. A :variable is its own name.
    private string NameOf(int index)
    {
        if (index >= count)
            return "";
        ref var token = ref tokens[index];
        return token.Kind switch
        {
            TokenKind.Word => Cut(Folded(token)),
            TokenKind.QuotedName => Cut(Literals.Name(source.Text, token.Start, token.End)),
            TokenKind.Symbol when token.Symbol == ':' && index + 1 < count => ":" + source.Slice(tokens[index + 1].Span),
            _ => "",
        };
    }

    private string Folded(in Token token) => token.Keyword != Keyword.NotAKeyword
        ? Keywords.Text(token.Keyword)
        : NameTable.Folded(source.Text, token.Start, token.Length);

    private static string Cut(string name)
    {
        if (name.Length * 3 <= LongestName || Encoding.UTF8.GetByteCount(name) <= LongestName)
            return name;
        var length = name.Length;
        while (length > 0 && (Encoding.UTF8.GetByteCount(name.Substring(0, length)) > LongestName || char.IsHighSurrogate(name[length - 1])))
            length--;
        return name.Substring(0, length);
    }

    private string StringText()
    {
        var token = Now;
        if (token.Kind == TokenKind.String)
            Advance();
        else if (IsVariable)
        {
            Advance();
            Advance();
            return source.Slice(TextSpan.Between(token.Start, tokens[at - 1].End));
        }
        else
            Fail("a string");
        return failed ? "" : Literals.Text(source.Text, token.Start, token.End);
    }

    private void SkipString()
    {
        if (Now.Kind == TokenKind.String)
            Advance();
        else
            StringText();
    }
}
