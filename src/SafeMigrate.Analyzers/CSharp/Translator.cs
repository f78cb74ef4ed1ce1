using SafeMigrate.Analyzers.FluentMigrator;
using SafeMigrate.Postgres;
using SafeMigrate.SqlServer;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>
/// Gathers what a chain does. What the source does not tell is gathered too: a missing name makes the chain unreadable, a missing value is
/// reported beside the operations that need it.
/// </summary>
internal abstract class Translator(Chain chain, Dialect dialect, Scripts scripts)
{
    private readonly List<Operation> operations = [];
    private readonly List<Operation> doubts = [];
    private readonly List<Operation> failures = [];
    private readonly List<Statement> embedded = [];

    public Dialect Dialect => dialect;

    protected Scripts Scripts => scripts;

    public SqlText Sql { get; } = new(dialect);

    protected Chain Chain => chain;

    /// <summary>The statements that the chain stands for: one, or those of its SQL text.</summary>
    public IEnumerable<Statement> Translate()
    {
        Read();
        var all = failures.Count > 0 ? [.. failures, .. doubts] : operations.Concat(doubts).ToList();
        if (all.Count > 0)
            yield return Conditions.Apply(Complete(new Statement(chain.Location, chain.Kind, [.. all]) { Directives = chain.Directives }), chain.Guards);
        foreach (var statement in failures.Count > 0 ? [] : embedded)
            yield return Conditions.Apply(Complete(statement with { Directives = [.. chain.Directives, .. statement.Directives] }), chain.Guards);
    }

    /// <summary>Something is missing without which no operation can be told.</summary>
    public void Fail(Location location, string error) => failures.Add(new Unreadable(error) { Location = location });

    /// <summary>Something is not known that does not change what kind of operation it is.</summary>
    public void Doubt(Location location, string reason) => doubts.Add(new Opaque(reason, "") { Location = location });

    /// <summary>The string at a position, for a place where nothing else will do; null when it was reported as missing.</summary>
    public string? Name(Call call, int index, string? name = null) => Name(call.At(index, name), call);

    /// <summary>The string at a position, or null for a null in the source or nothing there.</summary>
    public string? NameOrNull(Call call, int index, string? name = null) =>
        call.At(index, name) is not { } argument || argument.Value is Literal { Of: null } ? null : Name(argument, call);

    /// <summary>The schema at a position, or null for none. One that only a running program knows stands as the words that the source has for it:
    /// which table is meant is told apart all the same, so that rules judge it, but nobody can run it.</summary>
    public string? Schema(Call call, int index, string? name = null)
    {
        if (call.At(index, name) is not { } argument || argument.Value is CSharp.Text or Symbol { IsEnumMember: true } or Literal { Of: null })
            return NameOrNull(call, index, name);
        var doubt = new Opaque($"The name of the schema {argument.Source} is not in the source, because {ReasonOf(argument.Value, argument.Source)}", "") { OnlyName = true };
        if (!doubts.Exists(other => other is Opaque { OnlyName: true }))
            doubts.Add(doubt with { Location = argument.Location });
        return argument.Source;
    }

    /// <summary>All strings of a call: <c>Columns("a", "b")</c>, or of an array.</summary>
    public ValueList<string> Names(Call call) => [.. call.Arguments.SelectMany(argument => Names(argument, call))];

    public IEnumerable<string> Names(Argument argument, Call call)
    {
        if (argument.Value is not Items items)
            return Name(argument, call) is { } single ? [single] : [];
        return items.Values.Select(item => Name(argument with { Value = item }, call)).OfType<string>();
    }

    /// <summary>The text at a position; null when it was reported as missing.</summary>
    public string? Text(Call call, int index, string? name = null) => Name(call, index, name);

    /// <summary>A default, which is a constant even where C# computes it; an unknown one is a doubt, and stands as '…' in the operation.</summary>
    public Expression? Default(Argument? argument, string what)
    {
        if (argument?.Value is not RunTimeValue)
            return argument is null ? null : Value(argument.Value, what, argument.Location, argument.Source);
        Doubt(argument.Location, $"{what} is fixed at the moment at which the migration runs ({argument.Source})");
        return new Expression("'…'") { IsConstant = true };
    }

    /// <summary>A value of a row; an unknown one is a doubt, and stands as '…' in the operation.</summary>
    public Expression Value(Value value, string what, Location location, string source)
    {
        if (Sql.Expression(value) is { } known)
            return known;
        Doubt(location, $"{what} is not known, because {ReasonOf(value, source)}");
        return new Expression("'…'") { IsConstant = true };
    }

    protected abstract void Read();

    /// <summary>Adds what the whole chain says about its statements.</summary>
    protected virtual Statement Complete(Statement statement) => statement;

    protected void Add(Operation operation, Location location) => operations.Add(operation with { Location = location });

    protected void Add(Operation operation) => operations.Add(operation);

    protected static string ReasonOf(Value value, string source) => value is Unknown unknown ? unknown.Reason : $"{source} is not followed";

    /// <summary>SQL in a string is read at its own place.</summary>
    protected void AddSql(Argument? argument, Location call)
    {
        if (argument?.Value is Text text)
        {
            AddSql(text.Embed(), call);
            return;
        }

        if (argument?.Value is PartialText partial && OnlyData(partial.Text.Embed()) is { } data)
        {
            embedded.AddRange(data);
            return;
        }

        if (argument?.Value is Unknown { Script: { } name } && scripts.Find(name) is { } script)
        {
            AddSql(script, call);
            return;
        }

        var reason = argument is null ? "there is no argument" : ReasonOf(argument.Value, argument.Source);
        Add(new Opaque($"The SQL is put together when the migration runs, because {reason}", ""), argument?.Location ?? call);
    }

    // Which rows a statement is about may stay open; which tables and columns it changes may not.
    private IReadOnlyList<Statement>? OnlyData(SourceText sql)
    {
        var statements = Read(sql);
        return statements.Count > 0 && statements.SelectMany(statement => statement.Operations).All(IsData) ? statements : null;
    }

    private static bool IsData(Operation operation) => operation is InsertRows or UpdateRows or DeleteRows or Query;

    private IReadOnlyList<Statement> Read(SourceText sql) => dialect == Dialect.Postgres ? PostgresReader.Read(sql) : TSqlReader.Read(sql);

    protected void AddSql(SourceText sql, Location call)
    {
        var statements = Read(sql);
        if (statements.Count > 0)
            embedded.AddRange(statements);
        else
            Add(new OtherStatement("Empty", sql.Text), call);
    }

    private string? Name(Argument? argument, Call call)
    {
        switch (argument?.Value)
        {
            case Text text:
                return text.Content;
            case Symbol { IsEnumMember: true } symbol:
                return symbol.Member;
            case null:
                Fail(call.Location, $"{call.Name} has no argument here; SafeMigrate needs a name");
                return null;
            default:
                Fail(argument.Location, $"The name {argument.Source} is not in the source, because {ReasonOf(argument.Value, argument.Source)}");
                return null;
        }
    }
}
