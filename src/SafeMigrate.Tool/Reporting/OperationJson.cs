using System.Collections;
using System.Reflection;
using System.Text.Json;
using SafeMigrate.Operations;

namespace SafeMigrate.Tool.Reporting;

/// <summary>Writes operations as JSON: their members by name, without those that say nothing (false, null, empty) and without places.</summary>
internal static class OperationJson
{
    private static readonly HashSet<string> Computed = new(StringComparer.Ordinal)
    {
        nameof(Operation.Location), nameof(Constraint.ConstrainedColumns), nameof(Column.IsSerial), nameof(PartitionOf.IsDefault),
    };

    public static void Write(Operation operation, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("operation", operation.Name);
        Members(operation, json, skip: nameof(Operation.Name));
        json.WriteEndObject();
    }

    private static void Members(object record, Utf8JsonWriter json, string? skip = null)
    {
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (Computed.Contains(property.Name) || property.DeclaringType == typeof(AddConstraint) || property.GetIndexParameters().Length > 0 || (property.Name == skip && property.DeclaringType == typeof(Operation)))
                continue;
            var value = property.GetValue(record);
            if (IsEmpty(value))
                continue;
            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            Value(value!, json);
        }
    }

    private static bool IsEmpty(object? value) =>
        value is null or false or "" or ICollection { Count: 0 } || (value is IEnumerable items and not string && !items.GetEnumerator().MoveNext());

    private static void Value(object value, Utf8JsonWriter json)
    {
        switch (value)
        {
            case string or QualifiedName or DataType or Expression or Enum:
                json.WriteStringValue(value.ToString());
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value));
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                    Value(item, json);
                json.WriteEndArray();
                break;
            default:
                json.WriteStartObject();
                if (value is Constraint constraint)
                    json.WriteString("kind", constraint.GetType().Name);
                Members(value, json);
                json.WriteEndObject();
                break;
        }
    }
}
