namespace SafeMigrate.Analyzers.CSharp;

/// <summary>
/// A fluent call chain: <c>Create.Table("t").WithColumn("c").AsInt32()</c>. It grows while the source is read, also through a variable or a
/// helper method, as the builder object does when the migration runs.
/// </summary>
/// <param name="root">What it starts from.</param>
/// <param name="start">The root's own place.</param>
internal sealed class Chain(Root root, Location start) : Value
{
    public Root Root => root;

    public Location Start => start;

    public List<Call> Calls { get; } = [];

    /// <summary>The conditions that the chain stands under, the outermost first.</summary>
    public ValueList<Guard> Guards { get; init; } = ValueList<Guard>.Empty;

    /// <summary>Remarks to SafeMigrate in the comments before the chain, and in its calls of SafeMigrate.Annotations.</summary>
    public ValueList<Directive> Directives { get; set; } = ValueList<Directive>.Empty;

    /// <summary>From the root to the end of the last call of the same file.</summary>
    public Location Location => To(Calls.LastOrDefault(call => call.Location.Source == start.Source)?.Location ?? start);

    /// <summary>The name in reports: <c>Create.Table</c>.</summary>
    public string Kind => Calls.Count == 0 ? root.Name : root.Name + "." + Calls[0].Name;

    /// <summary>From the root to the end of <paramref name="end"/>; of another file or an earlier place only that.</summary>
    public Location To(Location end) => end.Source == start.Source && end.Span.End >= start.Span.Start
        ? new Location(start.Source, start.Span.Cover(end.Span))
        : end;

    public Call? Find(string name) => Calls.FirstOrDefault(call => call.Name == name);
}

/// <summary>One call of a chain, or a property.</summary>
/// <param name="Name">The method, without type arguments.</param>
/// <param name="TypeArgument">The first type argument as written, or null.</param>
/// <param name="Arguments">In the order written.</param>
/// <param name="Location">From the method's name to the closing parenthesis.</param>
internal sealed record Call(string Name, string? TypeArgument, IReadOnlyList<Argument> Arguments, Location Location)
{
    /// <summary>The argument with this name, or the one at this position among those without a name.</summary>
    public Argument? At(int index, string? name = null)
    {
        if (name is not null && Arguments.FirstOrDefault(argument => argument.Name == name) is { } named)
            return named;
        return index >= 0 && index < Arguments.Count && Arguments[index].Name is null ? Arguments[index] : null;
    }
}

/// <summary>An argument of a call.</summary>
/// <param name="Name">The parameter where the author named it, else null.</param>
/// <param name="Value">What it comes to.</param>
/// <param name="Location">The expression.</param>
/// <param name="Source">The expression's text, on one line.</param>
internal sealed record Argument(string? Name, Value Value, Location Location, string Source);

/// <summary>A condition in the migration's code.</summary>
/// <param name="Text">As written; behind <c>not</c> for an else.</param>
/// <param name="Tests">What it asks the catalog; empty where it asks something else.</param>
/// <param name="IsExistence">True where it asks the catalog only.</param>
internal sealed record Guard(string Text, ValueList<ExistenceTest> Tests, bool IsExistence);
