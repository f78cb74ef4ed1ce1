namespace SafeMigrate;

/// <summary>A column's type.</summary>
/// <param name="Name">
/// The canonical name in lower case. On PostgreSQL what <c>format_type</c> prints, without modifiers: <c>integer</c>,
/// <c>character varying</c>, <c>timestamp with time zone</c>, <c>interval day to second</c>.
/// </param>
/// <param name="Modifiers">What stands in parentheses: <c>["10", "2"]</c> of <c>numeric(10,2)</c>.</param>
public sealed record DataType(string Name, ValueList<string> Modifiers)
{
    /// <summary>A type without modifiers.</summary>
    public DataType(string name)
        : this(name, ValueList<string>.Empty)
    {
    }

    /// <summary>The schema of the type where one was written; null for built-in types.</summary>
    public string? Schema { get; init; }

    /// <summary>0 for a plain type, 1 for <c>int[]</c>, 2 for <c>int[][]</c>. PostgreSQL does not tell 1 from 2.</summary>
    public int ArrayDimensions { get; init; }

    /// <summary>The type for messages, in the canonical spelling: <c>numeric(10,2)[]</c>.</summary>
    public override string ToString()
    {
        var name = Schema is null ? Name : Schema + "." + Name;
        var modifiers = Modifiers.Count == 0 ? "" : "(" + string.Join(",", Modifiers) + ")";
        var zone = name.IndexOf(" with", StringComparison.Ordinal);
        var text = zone > 0 && Modifiers.Count > 0 ? name.Insert(zone, modifiers) : name + modifiers;
        return text + string.Concat(Enumerable.Repeat("[]", ArrayDimensions));
    }
}
