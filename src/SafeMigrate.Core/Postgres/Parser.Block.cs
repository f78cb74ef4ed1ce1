using System.Text.RegularExpressions;
using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

/// <summary>
/// PL/pgSQL, as far as it takes to find its SQL: control words are passed over, expressions are not looked at, and each SQL statement between
/// them is read as such.
/// </summary>
internal sealed partial class Parser
{
    private static readonly Regex harmless = new(
        @"^\s*(GRANT|REVOKE|COMMENT|ANALYZE|SET|RESET|SELECT|CREATE\s+(TABLE|(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE)|ROLE|USER|SCHEMA|SEQUENCE|TYPE|EXTENSION)|ALTER\s+(ROLE|USER|DEFAULT\s+PRIVILEGES))\b(?!.*;\s*\S)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline);

    private readonly List<Operation> found = [];

    /// <summary>The operations of a PL/pgSQL body, in the order in which they are written.</summary>
    public List<Operation> Block()
    {
        Restart();
        while (!IsEnd)
        {
            var start = at;
            BlockItem();
            if (at == start && !failed)
                Advance();
            Forward();
        }

        return found;
    }

    // Keeps what was found and forgets the tokens behind, so that a long body needs no more room than a short one.
    private void Forward()
    {
        if (failed)
            Return(failedAt);
        found.AddRange(operations);
        Restart();
    }

    private void BlockItem()
    {
        if (Accept(';'))
            return;
        if (IsLabelStart)
        {
            SkipPast(">>");
            return;
        }

        switch (NameOf(at))
        {
            case "declare":
                SkipDeclarations();
                break;
            case "begin" or "else" or "loop" or "exception":
                Advance();
                break;
            case "end":
                SkipTo(';');
                break;
            case "if" or "elsif" or "elseif" or "when":
                SkipTo(K.Then);
                break;
            case "case":
                SkipTo(K.When, before: true);
                break;
            case "while":
                SkipToLoop();
                break;
            case "for":
                ForLoop();
                break;
            case "foreach":
                SkipToLoop();
                break;
            case "return":
                ReturnItem();
                break;
            case "execute":
                Advance();
                Dynamic();
                break;
            case "perform":
                Perform();
                break;
            case "open":
                OpenCursor();
                break;
            case "raise" or "assert" or "get" or "exit" or "continue" or "null" or "fetch" or "move" or "close":
                SkipTo(';');
                break;
            default:
                AssignmentOrSql();
                break;
        }
    }

    private bool IsLabelStart => Now.Kind == TokenKind.Operator && Now.Length == 2 && source.Text[Now.Start] == '<' && source.Text[Now.Start + 1] == '<';

    private void SkipPast(string @operator)
    {
        while (!IsEnd && !Is(';'))
        {
            var isLast = Now.Kind == TokenKind.Operator && Now.Length == @operator.Length && source.Text[Now.Start] == @operator[0];
            Advance();
            if (isLast)
                return;
        }
    }

    // Declarations may have queries only in cursors, which read.
    private void SkipDeclarations()
    {
        while (!IsEnd && !Is(K.Begin))
            SkipTo(';');
    }

    private void SkipTo(char symbol)
    {
        var level = 0;
        while (!IsEnd && !(level <= 0 && Is(symbol)))
        {
            level += Is('(') ? 1 : Is(')') ? -1 : 0;
            Advance();
        }

        Accept(symbol);
    }

    // The THEN of a CASE inside the condition is not the one looked for.
    private void SkipTo(Keyword keyword, bool before = false)
    {
        Advance();
        var cases = 0;
        while (!IsEnd && !Is(';') && !(cases == 0 && Is(keyword)))
        {
            cases += Is(K.Case) ? 1 : Is(K.End) ? -1 : 0;
            Advance();
        }

        if (!before)
            Accept(keyword);
    }

    private void SkipToLoop()
    {
        while (!IsEnd && !Is(';') && NameOf(at) != "loop")
            Advance();
        Advance();
    }

    // FOR i IN 1..10, FOR row IN query, FOR row IN EXECUTE string, FOR row IN cursor
    private void ForLoop()
    {
        while (!IsEnd && !Is(';') && !Is(K.In))
            Advance();
        Accept(K.In);
        if (Accept(K.Execute))
        {
            Dynamic("loop");
            return;
        }

        if (StartsQueryBehindParentheses || Word is K.Insert or K.Update or K.Delete)
            Sql("loop");
        else
            SkipToLoop();
    }

    private void ReturnItem()
    {
        Advance();
        if (NameOf(at) != "query")
        {
            SkipTo(';');
            return;
        }

        Advance();
        if (Accept(K.Execute))
            Dynamic();
        else
            Sql();
    }

    private void OpenCursor()
    {
        while (!IsEnd && !Is(';') && !Is(K.For))
            Advance();
        if (!Accept(K.For))
            return;
        if (Accept(K.Execute))
            Dynamic();
        else
            Sql();
    }

    // PERFORM is SELECT without a result.
    private void Perform()
    {
        begin = at;
        tokens[at].Keyword = K.Select;
        Sql();
    }

    private void AssignmentOrSql()
    {
        if (IsAssignmentStart())
            SkipTo(';');
        else
            Sql();
    }

    private bool IsAssignmentStart()
    {
        if (!IsLabel(Now) && Now.Kind != TokenKind.Parameter)
            return false;
        for (var distance = 1; ; distance++)
        {
            ref var token = ref Ahead(distance);
            if (token.Kind == TokenKind.ColonEquals || token.Symbol is '=' or '[')
                return true;
            if (token.Symbol != '.' || !IsLabel(Ahead(distance + 1)))
                return false;
            distance++;
        }
    }

    // Text that is known is read; text that is put together when it runs is opaque.
    private void Dynamic(string end = ";")
    {
        var start = at;
        var token = Now;
        var next = Ahead();
        var literal = token.Kind == TokenKind.String
            && (next.Symbol == ';' || next.Keyword is K.Into or K.Using || next.Kind == TokenKind.End || (end == "loop" && NameOf(at + 1) == "loop"));
        while (!IsEnd && !Is(';') && !(end == "loop" && NameOf(at) == "loop"))
            Advance();
        if (literal)
            found.AddRange(Inside(token, "sql"));
        else if (!IsHarmlessWhatever(token, token.Kind == TokenKind.String || start + 2 >= count ? token : tokens[start + 2]))
        {
            var sql = RawFrom(start);
            found.Add(new Opaque("SQL that is put together when it runs (EXECUTE) cannot be judged", sql) { Location = source.At(SpanFrom(start)) });
        }
    }

    // 'GRANT SELECT ON ' || name and format('GRANT ...', name): the first words say what it is, and it is harmless for any name.
    private bool IsHarmlessWhatever(Token first, Token literal) => literal.Kind == TokenKind.String
        && (first.Kind == TokenKind.String || Literals.Fold(source.Slice(first.Span)) is "format" or "concat")
        && harmless.IsMatch(Literals.Text(source.Text, literal.Start, literal.End));

    // One SQL statement up to its semicolon, or up to the LOOP of FOR.
    private void Sql(string end = ";")
    {
        begin = at;
        var last = StatementEnd(end);
        TakeOutInto(ref last);
        var stop = tokens[last];
        if (end == "loop" && NameOf(last) == "loop")
            tokens[last] = new Token { Start = stop.Start, End = stop.End, Kind = TokenKind.Symbol, Symbol = ';' };
        Body();
        if (!failed && !Is(';') && !IsEnd)
            Fail("the end of the statement");
        if (!failed)
            return;
        var (reason, place) = (error, tokens[failedAt].Span);
        Return(failedAt);
        operations.Clear();
        at = Math.Max(at, Math.Min(last, count - 1));
        found.Add(new Opaque("a statement in the block could not be read: " + reason, source.Slice(TextSpan.Between(tokens[begin].Start, tokens[at].Start)))
        {
            Location = source.At(place),
        });
    }

    private int StatementEnd(string end)
    {
        var level = 0;
        for (var i = at; ; i++)
        {
            Fill(i);
            if (i >= count || tokens[i].Kind == TokenKind.End)
                return count - 1;
            level += tokens[i].Symbol == '(' ? 1 : tokens[i].Symbol == ')' ? -1 : 0;
            if (tokens[i].Symbol == ';' || (end == "loop" && level <= 0 && NameOf(i) == "loop"))
                return i;
        }
    }

    // INTO targets of PL/pgSQL are variables and no part of the SQL.
    private void TakeOutInto(ref int last)
    {
        if (Word is K.Create or K.Alter)
            return;
        for (var i = at + 1; i < last; i++)
        {
            if (tokens[i].Keyword != K.Into || tokens[i - 1].Keyword is K.Insert or K.Merge)
                continue;
            var end = i + 1;
            if (NameOf(end) == "strict" && IsLabel(tokens[end + 1]))
                end++;
            while (end < last && IsLabel(tokens[end]))
            {
                end++;
                while (end + 1 < last && tokens[end].Symbol == '.')
                    end += 2;
                if (tokens[end].Symbol != ',')
                    break;
                end++;
            }

            Array.Copy(tokens, end, tokens, i, count - end);
            count -= end - i;
            last -= end - i;
        }
    }
}
