using System.Text;

namespace SafeMigrate.Tests.Postgres.Comparison;

/// <summary>Derives statements from <c>Statements.grammar</c>, the same ones for the same seed.</summary>
internal sealed class StatementGenerator(int seed)
{
    // Deep enough for a query in an expression in a query; from there on the shortest way is taken.
    private const int Deepest = 9;

    private static readonly Dictionary<string, string[]> Rules = ReadRules();

    private readonly Random random = new(seed);

    public IReadOnlyList<string> Statements(int count) => [.. Enumerable.Range(0, count).Select(_ => Statement())];

    private string Statement()
    {
        var text = new StringBuilder();
        Derive("statement", text, 0);
        return text.ToString().Trim();
    }

    private void Derive(string rule, StringBuilder text, int depth)
    {
        var alternatives = depth < Deepest ? Rules[rule] : [.. Rules[rule].Take(2)];
        Write(alternatives[random.Next(alternatives.Length)].Split(' ', StringSplitOptions.RemoveEmptyEntries), text, depth);
    }

    private void Write(string[] symbols, StringBuilder text, int depth)
    {
        for (var i = 0; i < symbols.Length; i++)
        {
            if (symbols[i] is "[" or "(" && Group(symbols, i) is var end && (symbols[i] == "[" || IsChoice(symbols, i, end)))
            {
                var choices = Choices(symbols[(i + 1)..end]);
                if (symbols[i] == "(" || random.Next(2) == 0)
                    Write(choices[random.Next(choices.Count)], text, depth);
                i = end;
            }
            else if (symbols[i] == "{")
            {
                // Spaces around the braces: once, without a list.
            }
            else if (symbols[i] == "}")
            {
            }
            else
                Symbol(symbols[i], text, depth);
        }
    }

    private void Symbol(string symbol, StringBuilder text, int depth)
    {
        if (symbol.Length > 2 && symbol[0] == '{')
        {
            var items = depth < Deepest ? 1 + random.Next(3) : 1;
            for (var i = 0; i < items; i++)
            {
                if (i > 0)
                    text.Append(Blank(text)).Append(',');
                Symbol(symbol[1..^1], text, depth + 1);
            }
        }
        else if (Rules.ContainsKey(symbol))
            Derive(symbol, text, depth + 1);
        else
            text.Append(Blank(text)).Append(symbol.Length > 2 && symbol[0] == '\'' && symbol[1] is '[' or '(' or ']' or ')' && symbol[^1] == '\'' ? symbol[1..^1]
                : symbol is "'['" or "']'" ? symbol[1..2] : Cased(symbol));
    }

    // Keywords in either case; names and strings as they are.
    private string Cased(string word) => word.All(char.IsAsciiLetterUpper) && random.Next(3) == 0 ? word.ToLowerInvariant() : word;

    // libpg-query, unlike the server, does not see past a comment where it looks one word ahead.
    private string Blank(StringBuilder text) => LooksAhead(text) ? " " : random.Next(25) switch { 0 => " /* a /* b */ ; */ ", 1 => " -- ; c\n", 2 => "\n\t", _ => " " };

    private static bool LooksAhead(StringBuilder text)
    {
        var end = text.ToString(Math.Max(0, text.Length - 8), Math.Min(8, text.Length)).ToUpperInvariant();
        return end.EndsWith("NOT") || end.EndsWith("NULLS") || end.EndsWith("WITH") || end.EndsWith("WITHOUT");
    }

    private static int Group(string[] symbols, int open)
    {
        var (opening, closing) = symbols[open] == "[" ? ("[", "]") : ("(", ")");
        var level = 0;
        for (var i = open; ; i++)
        {
            level += symbols[i] == opening ? 1 : symbols[i] == closing ? -1 : 0;
            if (level == 0)
                return i;
        }
    }

    // Parentheses are SQL's own unless there is a choice in them.
    private static bool IsChoice(string[] symbols, int open, int close) => Choices(symbols[(open + 1)..close]).Count > 1;

    private static List<string[]> Choices(string[] symbols)
    {
        var choices = new List<string[]>();
        var (level, start) = (0, 0);
        for (var i = 0; i < symbols.Length; i++)
        {
            level += symbols[i] is "[" or "(" ? 1 : symbols[i] is "]" or ")" ? -1 : 0;
            if (level == 0 && symbols[i] == "|")
            {
                choices.Add(symbols[start..i]);
                start = i + 1;
            }
        }

        choices.Add(symbols[start..]);
        return choices;
    }

    private static Dictionary<string, string[]> ReadRules() => File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Postgres", "Comparison", "Statements.grammar"))
        .Where(line => line != "" && line[0] != '#')
        .Select(line => line.Split(" = ", 2))
        .ToDictionary(parts => parts[0], parts => Choices(parts[1].Split(' ')).Select(choice => string.Join(' ', choice)).ToArray());
}
