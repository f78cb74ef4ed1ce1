using System.Globalization;
using System.Text.RegularExpressions;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>The members of .NET's own types that migrations use to put names and SQL together.</summary>
internal static class BuiltIn
{
    /// <summary>A constant such as <c>string.Empty</c>; null where it is none.</summary>
    public static Value? Constant(string name, Location place) => name switch
    {
        "string.Empty" or "String.Empty" => Text.At("", place),
        "Environment.NewLine" => Text.At("\n", place),
        "int.MaxValue" or "Int32.MaxValue" => new Literal(int.MaxValue),
        "int.MinValue" or "Int32.MinValue" => new Literal(int.MinValue),
        "long.MaxValue" or "Int64.MaxValue" => new Literal(long.MaxValue),
        "short.MaxValue" or "Int16.MaxValue" => new Literal((int)short.MaxValue),
        "byte.MaxValue" => new Literal((int)byte.MaxValue),
        "Path.DirectorySeparatorChar" or "System.IO.Path.DirectorySeparatorChar" => new Literal('/'),
        "DBNull.Value" => Value.Null,
        "Guid.Empty" => new Literal(Guid.Empty),
        "DateTime.MinValue" => new Literal(DateTime.MinValue),
        "DateTime.MaxValue" => new Literal(DateTime.MaxValue),
        "DateTime.UnixEpoch" => new Literal(new DateTime(1970, 1, 1)),
        "DateTime.Now" or "DateTime.UtcNow" or "DateTime.Today" or "DateTimeOffset.Now" or "DateTimeOffset.UtcNow" =>
            new RunTimeValue(name),
        _ => null,
    };

    /// <summary>A property of a known value; null where it is not one of these.</summary>
    public static Value? Property(Value value, string name) => (value, name) switch
    {
        (Text text, "Length") => new Literal(text.Content.Length),
        (Items items, "Length" or "Count") => new Literal(items.Values.Count),
        (Fields fields, _) when fields[name] is { } field => field,
        (Fields fields, "Count") => new Literal(fields.Values.Count),
        (Fields fields, "Keys") => new Items([.. fields.Values.Select(pair => new Symbol(pair.Key))]),
        (Fields fields, "Values") => new Items([.. fields.Values.Select(pair => pair.Value)]),
        _ => null,
    };

    /// <summary><c>new DateTime(...)</c> and the like.</summary>
    public static Value Create(string type, IReadOnlyList<Value> arguments, Location place)
    {
        var numbers = arguments.OfType<Literal>().Select(literal => literal.Of).OfType<int>().ToArray();
        switch (type)
        {
            case "DateTime" or "DateTimeOffset" or "DateOnly" when numbers.Length >= 3 && IsDate(numbers):
                return new Literal(new DateTime(numbers[0], numbers[1], numbers[2], At(numbers, 3), At(numbers, 4), At(numbers, 5)));
            case "Guid" when arguments is [Text text] && Guid.TryParse(text.Content, out var guid):
                return new Literal(guid);
            case "Guid" when arguments.Count == 0:
                return new Literal(Guid.Empty);
            case "string" or "String":
                return new Unknown($"what is put into the {type} is not followed");
        }

        return arguments.OfType<Unknown>().FirstOrDefault() ?? (Value)new Construction(type, arguments);
    }

    /// <summary>A call of a method of .NET's own types; null where it is not one of these.</summary>
    public static Value? Call(Value receiver, string name, IReadOnlyList<Argument> arguments, Location place, Interpreter interpreter)
    {
        var values = arguments.Select(argument => argument.Value).ToList();
        return receiver switch
        {
            Text text => OnText(text, name, values, place),
            Items items => OnItems(items, name, values, interpreter),
            Fields fields => OnFields(fields, name, values),
            TextBuilder builder => OnBuilder(builder, name, values, place, interpreter),
            Symbol type => Static(type.Name, name, values, place),
            Literal literal when name == "ToString" && values.Count == 0 && literal.Of is int or long => Text.At(literal.ToString(), place),
            _ => null,
        };
    }

    private static Value? OnText(Text text, string name, List<Value> values, Location place)
    {
        var content = text.Content;
        var strings = values.OfType<Text>().Select(each => each.Content).ToArray();
        var comparison = values.Any(value => value is Symbol symbol && symbol.Member.EndsWith("IgnoreCase", StringComparison.Ordinal))
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal;
        return name switch
        {
            "Replace" when strings.Length == 2 && strings[0].Length > 0 => Text.At(content.Replace(strings[0], strings[1]), place),
            "ToLower" or "ToLowerInvariant" => Text.At(content.ToLowerInvariant(), place),
            "ToUpper" or "ToUpperInvariant" => Text.At(content.ToUpperInvariant(), place),
            "Trim" when values.Count == 0 => Text.At(content.Trim(), place),
            "ToString" when values.Count == 0 => text,
            "StartsWith" when strings.Length == 1 => Value.Bool(content.StartsWith(strings[0], comparison)),
            "EndsWith" when strings.Length == 1 => Value.Bool(content.EndsWith(strings[0], comparison)),
            "Contains" when strings.Length == 1 => Value.Bool(content.IndexOf(strings[0], comparison) >= 0),
            "Equals" when strings.Length == 1 => Value.Bool(string.Equals(content, strings[0], comparison)),
            "Split" when values is [Literal { Of: char separator }] => new Items([.. content.Split(separator).Select(part => Text.At(part, place))]),
            "Substring" when values is [Literal { Of: int start }] && start >= 0 && start <= content.Length => Text.At(content.Substring(start), place),
            _ => null,
        };
    }

    private static Value? OnBuilder(TextBuilder builder, string name, List<Value> values, Location place, Interpreter interpreter)
    {
        if (name == "ToString")
            return builder.Lost ?? (Value)Text.Concat(builder.Parts, place);
        if (name is not ("Append" or "AppendLine" or "AppendFormat" or "Clear"))
            return builder.Lost = new Unknown($"{name} of a StringBuilder is not followed");
        if (name == "Clear")
        {
            builder.Parts.Clear();
            return builder;
        }

        var added = name == "AppendFormat" && values.Count > 0 && values[0] is Text format ? Format(format.Content, [.. values.Skip(1)], place)
            : values.Count == 0 ? Text.At("", place) : values[0];
        if (interpreter.Doubts > builder.Doubts)
            builder.Lost ??= new Unknown("whether a part of the text is appended is not known");
        else if (added is Text or Literal)
            builder.Parts.Add(added as Text ?? Text.At(added.ToString()!, place));
        else
            builder.Lost ??= added as Unknown ?? new Unknown("a part of the text is not known");
        if (name == "AppendLine")
            builder.Parts.Add(Text.At("\n", place));
        return builder;
    }

    private static Value? OnItems(Items items, string name, List<Value> values, Interpreter interpreter)
    {
        if (name is "Add" or "AddRange" && interpreter.Doubts > items.Doubts)
            return items.Lost = new Unknown("how many items the list has is not known");
        switch (name)
        {
            case "Add" when values.Count == 1:
                items.Values.Add(values[0]);
                return items;
            case "AddRange" or "Concat" or "Union" when values is [Items more]:
                if (name == "AddRange")
                    items.Values.AddRange(more.Values);
                return name == "AddRange" ? items : new Items([.. items.Values, .. more.Values]);
            case "ToArray" or "ToList" or "AsEnumerable":
                return new Items(items.Values);
            case "Reverse" when values.Count == 0:
                return new Items([.. Enumerable.Reverse(items.Values)]);
            case "Select" when values is [Function function]:
                return new Items([.. items.Values.Select(item => interpreter.Call(function, [item]))]);
            case "ForEach" when values is [Function function]:
                foreach (var item in items.Values.ToArray())
                    interpreter.Call(function, [item]);
                return Value.Null;
            default:
                return null;
        }
    }

    private static Value? OnFields(Fields fields, string name, List<Value> values)
    {
        if (name != "Add" || values.Count != 2)
            return null;
        fields.Values.Add(new(values[0].ToString() ?? "", values[1]));
        return fields;
    }

    private static Value? Static(string type, string name, List<Value> values, Location place) => (type.Substring(type.LastIndexOf('.') + 1), name) switch
    {
        ("string" or "String", "Format") when values.Count > 0 && values[0] is Text format => Format(format.Content, values.Skip(1).ToList(), place),
        ("string" or "String", "Concat") => Joined("", values, place),
        ("string" or "String", "Join") when values is [Text separator, Items items] => Joined(separator.Content, items.Values, place),
        ("string" or "String", "Join") when values is [Text separator, ..] => Joined(separator.Content, values.Skip(1), place),
        ("string" or "String", "IsNullOrEmpty" or "IsNullOrWhiteSpace") when values is [Text text] => Value.Bool(string.IsNullOrWhiteSpace(text.Content)),
        ("string" or "String", "IsNullOrEmpty" or "IsNullOrWhiteSpace") when values is [Literal { Of: null }] => Value.True,
        ("Guid", "Parse") when values is [Text text] && Guid.TryParse(text.Content, out var guid) => new Literal(guid),
        ("Guid", "NewGuid") => new RunTimeValue("Guid.NewGuid"),
        ("DateTime" or "DateTimeOffset", "Parse") when values is [Text text, ..] && DateTime.TryParse(
            text.Content, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => new Literal(date),
        ("Enumerable", "Range") when values is [Literal { Of: int start }, Literal { Of: int count }] && count is >= 0 and < 1000 =>
            new Items([.. Enumerable.Range(start, count).Select(number => new Literal(number))]),
        ("Array", "Empty") => new Items([]),
        ("RawSql", "Insert") => new Construction("RawSql", values),
        _ => null,
    };

    private static Value? Joined(string separator, IEnumerable<Value> values, Location place)
    {
        var parts = values.ToList();
        return parts.All(part => part is Text or Literal { Of: not DateTime } or Symbol)
            ? Text.At(string.Join(separator, parts.Select(part => part.ToString())), place)
            : parts.OfType<Unknown>().FirstOrDefault();
    }

    private static Value? Format(string format, List<Value> values, Location place)
    {
        if (values is [Items all])
            values = all.Values;
        Value? failed = null;
        var text = Regex.Replace(format, @"\{\{|\}\}|\{(\d+)\}|\{[^}]*\}", match =>
        {
            if (match.Value is "{{" or "}}")
                return match.Value.Substring(1);
            var index = match.Groups[1].Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : -1;
            var value = index >= 0 && index < values.Count ? values[index] : null;
            if (value is not (Text or Literal { Of: not DateTime } or Symbol { IsEnumMember: true }))
                failed = value as Unknown ?? new Unknown($"{match.Value} of the format is not known");
            return value is Symbol symbol ? symbol.Member : value is Unknown or null ? PartialText.Hole : value.ToString() ?? "";
        });
        return failed is Unknown unknown ? new PartialText(Text.At(text, place), unknown.Reason) : Text.At(text, place);
    }

    private static bool IsDate(int[] numbers) =>
        numbers[0] is > 0 and < 10000 && numbers[1] is > 0 and < 13 && numbers[2] > 0
        && numbers[2] <= DateTime.DaysInMonth(numbers[0], numbers[1]) && At(numbers, 3) < 24 && At(numbers, 4) < 60 && At(numbers, 5) < 60;

    private static int At(int[] numbers, int index) => index < numbers.Length ? numbers[index] : 0;
}
