namespace SafeMigrate;

/// <summary>The name of a table, index, type or other object, after the dialect's case folding and without quotes.</summary>
/// <param name="Schema">The schema where one was written, else null: then the search path decides, which here means the default schema.</param>
/// <param name="Name">The name within the schema.</param>
public sealed record QualifiedName(string? Schema, string Name)
{
    /// <summary>A name written without a schema.</summary>
    public static implicit operator QualifiedName(string name) => new(null, name);

    /// <summary>The name for messages, unquoted: <c>orders</c> or <c>sales.orders</c>.</summary>
    public override string ToString() => Schema is null ? Name : Schema + "." + Name;
}
