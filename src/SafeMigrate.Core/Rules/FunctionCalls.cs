using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The functions that migrations made and that change something when a statement calls them.</summary>
internal sealed class FunctionCalls
{
    /// <summary>The kind of a statement that runs inside a function: its text is not at its place, so that no edit can mend it there.</summary>
    public const string Kind = "statement of a function";

    private const int Deepest = 3;
    private readonly Dictionary<string, CreateFunction> functions = [];
    private readonly HashSet<string> running = [];

    /// <summary>Remembers a function that does more than read; those of triggers are called by no statement.</summary>
    public void Add(CreateFunction create)
    {
        functions.Remove(create.Function.Name);
        if (create.Statements.Any(Changes) && !RuleContext.ReturnsTrigger(create.Sql))
            functions[create.Function.Name] = create;
    }

    /// <summary>What a query or CALL runs beside itself: the statements of the functions that it calls, at its own place.</summary>
    public IEnumerable<Operation> Behind(Operation caller)
    {
        foreach (var function in Called(caller))
        {
            // Whoever takes a statement looks behind it too before the next one: those that run are those that called each other.
            if (running.Count == Deepest || !running.Add(function.Function.Name))
                continue;

            // What a function puts together from its arguments is its trade: one that makes partitions is no doubt at each call.
            foreach (var operation in function.Statements.Where(operation => operation is not Opaque))
                yield return operation with { Location = caller.Location };
            running.Remove(function.Function.Name);
        }
    }

    /// <summary>The remembered functions that a query or CALL names.</summary>
    public IReadOnlyList<CreateFunction> Called(Operation caller) => caller switch
    {
        Query query when functions.Count > 0 => In(query.Sql),
        OtherStatement { Kind: "CallStmt" } other when functions.Count > 0 => In(other.Sql),
        _ => [],
    };

    private List<CreateFunction> In(string sql)
    {
        var called = new List<CreateFunction>();
        for (var open = sql.IndexOf('('); open >= 0; open = sql.IndexOf('(', open + 1))
        {
            if (NameBefore(sql, open) is { Length: > 0 } name && functions.TryGetValue(name, out var function) && !called.Contains(function))
                called.Add(function);
        }

        return called;
    }

    // The name as the catalog has it, without the schema.
    private static string NameBefore(string sql, int open)
    {
        var end = open;
        while (end > 0 && char.IsWhiteSpace(sql[end - 1]))
            end--;
        if (end > 1 && sql[end - 1] == '"')
            return sql.LastIndexOf('"', end - 2) is var quote and >= 0 ? sql.Substring(quote + 1, end - quote - 2) : "";
        var start = end;
        while (start > 0 && (char.IsLetterOrDigit(sql[start - 1]) || sql[start - 1] is '_' or '$'))
            start--;
        return sql.Substring(start, end - start).ToLowerInvariant();
    }

    private static bool Changes(Operation operation) => operation is not (Query or SetParameter or OtherStatement or Opaque);
}
