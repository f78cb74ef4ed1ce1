using System.Text.Json;

namespace SafeMigrate.Runner.Catalog;

/// <summary>An object in a snapshot, with its path for messages: <c>tables[3].columns[0]</c>.</summary>
internal sealed class SnapshotNode
{
    private readonly JsonElement element;
    private readonly string path;

    public SnapshotNode(JsonElement element, string path)
    {
        (this.element, this.path) = (element, path);
        if (element.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"is not a snapshot: {(path.Length == 0 ? "it" : path)} is not an object; take it again with safemigrate snapshot");
    }

    public string Text(string name) => OptionalText(name) ?? throw Missing(name);

    public string? OptionalText(string name) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(name, "a text");

    public long? Number(string name) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Wrong(name, "a whole number");

    public double? Fraction(string name) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : throw Wrong(name, "a number");

    public bool Flag(string name, bool otherwise = false) => Value(name) is not { } value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false");

    public SnapshotNode? Node(string name) => Value(name) is { } value ? new SnapshotNode(value, At(name)) : null;

    public IReadOnlyList<T> List<T>(string name, Func<SnapshotNode, T> read) =>
        [.. Items(name).Select((item, index) => read(new SnapshotNode(item, $"{At(name)}[{index}]")))];

    public IReadOnlyList<string> Texts(string name) =>
        [.. Items(name).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "a list of texts"))];

    public InvalidDataException Missing(string name) => new($"is not a snapshot: {At(name)} is missing; take it again with safemigrate snapshot");

    public InvalidDataException Wrong(string name, string expected) =>
        new($"is not a snapshot: {At(name)} is not {expected}; take it again with safemigrate snapshot");

    private string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private JsonElement? Value(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private IEnumerable<JsonElement> Items(string name) => Value(name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw Wrong(name, "a list");
}
