using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The functions that migrations made and that change something when a statement calls them.</summary>
internal sealed class FunctionCalls
{
    private static readonly Regex call = new(@"(?<name>[\w$]+|""[^""]+"")\s*\(");
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
        foreach (var function in Called(caller).Where(function => running.Count < Deepest && running.Add(function.Function.Name)).ToList())
        {
            foreach (var operation in function.Statements)
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

    private List<CreateFunction> In(string sql) => [.. call.Matches(sql).Cast<Match>().Select(match => match.Groups["name"].Value)
        .Select(name => name[0] == '"' ? name.Trim('"') : name.ToLowerInvariant()).Distinct()
        .Select(name => functions.TryGetValue(name, out var function) ? function : null).OfType<CreateFunction>()];

    private static bool Changes(Operation operation) => operation is not (Query or SetParameter or OtherStatement);
}
