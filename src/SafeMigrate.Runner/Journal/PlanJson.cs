using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using SafeMigrate.Operations;
using SafeMigrate.Planning;

namespace SafeMigrate.Runner.Journal;

/// <summary>
/// Plans as JSON and back, so that the journal runs what was planned even where the files have changed since. A record is an object of its
/// properties; its type's name stands in <c>$type</c> where the declared type leaves it open. Places in files are not kept.
/// </summary>
internal static class PlanJson
{
    private static readonly Dictionary<string, Type> Types = typeof(Operation).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(Operation)) || type.IsSubclassOf(typeof(Constraint))))
        .ToDictionary(type => type.Name);

    public static string Write(Plan plan) => WriteValue(plan, typeof(Plan))!.ToJsonString();

    public static Plan Read(string json) => (Plan)ReadValue(JsonNode.Parse(json), typeof(Plan))!;

    private static JsonNode? WriteValue(object? value, Type declared) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        Enum name => JsonValue.Create(name.ToString()),
        int or long => JsonValue.Create(Convert.ToInt64(value)),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(item => WriteValue(item, declared.GetGenericArguments()[0]))]),
        _ => WriteRecord(value, declared),
    };

    private static JsonObject WriteRecord(object record, Type declared)
    {
        var json = new JsonObject();
        if (declared.IsAbstract)
            json["$type"] = record.GetType().Name;
        foreach (var property in Properties(record.GetType()))
        {
            if (property.GetValue(record) is { } value and not ICollection { Count: 0 })
                json[property.Name] = WriteValue(value, property.PropertyType);
        }

        return json;
    }

    private static object? ReadValue(JsonNode? json, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return json switch
        {
            null => null,
            JsonArray array => ReadList(array, type),
            JsonObject record => ReadRecord(record, record["$type"] is { } name ? Types[name.GetValue<string>()] : type),
            _ => type.IsEnum ? Enum.Parse(type, json.GetValue<string>()) : json.Deserialize(type),
        };
    }

    private static object ReadList(JsonArray array, Type type)
    {
        var item = type.GetGenericArguments()[0];
        var items = Array.CreateInstance(item, array.Count);
        for (var i = 0; i < items.Length; i++)
            items.SetValue(ReadValue(array[i], item), i);
        return Activator.CreateInstance(type, items)!;
    }

    // The primary constructor is the longest; what it does not take is set afterwards, as an initialiser does.
    private static object ReadRecord(JsonObject json, Type type)
    {
        var properties = Properties(type).ToDictionary(property => property.Name);
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        var arguments = constructor.GetParameters().Select(parameter => ReadArgument(json, parameter)).ToArray();
        var record = constructor.Invoke(arguments);
        foreach (var (name, value) in json)
        {
            if (properties.TryGetValue(name, out var property))
                property.SetValue(record, ReadValue(value, property.PropertyType));
        }

        return record;
    }

    private static object? ReadArgument(JsonObject json, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (json[parameter.Name!] is { } value)
            return ReadValue(value, type);
        if (type.IsValueType)
            return Activator.CreateInstance(type);
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>) ? Activator.CreateInstance(type) : null;
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0 && property.PropertyType != typeof(Location));
}
