using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>What a class's [Migration], [TimestampedMigration], [Profile] or [Maintenance] attribute says, also through an attribute of the project's own.</summary>
internal sealed class MigrationAttribute(string version)
{
    public string Version => version;

    public bool InTransaction { get; private set; } = true;

    public bool RunsEveryTime { get; private init; }

    public ValueList<Statement> Problems { get; private init; } = [];

    public static MigrationAttribute? Find(CSharpType type, CSharpProject project, Interpreter interpreter)
    {
        foreach (var (file, attribute) in type.Attributes)
        {
            var kind = KindOf(attribute, type, project);
            if (kind is null)
                continue;
            var arguments = ArgumentsOf(attribute, file, type, interpreter);
            var found = kind is "Profile" or "Maintenance"
                ? new MigrationAttribute(kind + "." + (arguments.Select(argument => argument.Value).Select(Printed).FirstOrDefault() ?? type.Name)) { RunsEveryTime = true }
                : Numbered(kind, arguments, attribute, file, type);
            if (arguments.Any(argument => argument.Value is Symbol symbol && symbol.Name.EndsWith("TransactionBehavior.None", StringComparison.Ordinal)))
                found.InTransaction = false;
            return found;
        }

        return null;
    }

    public static ValueList<string> Tags(IEnumerable<CSharpType> hierarchy, Interpreter interpreter) =>
    [
        .. hierarchy.SelectMany(type => type.Attributes.Where(each => Names.Of(each.Syntax) == "Tags")
            .SelectMany(each => ArgumentsOf(each.Syntax, each.File, type, interpreter))
            .Select(argument => argument.Value).OfType<Text>().Select(text => text.Content)),
    ];

    // The project's own attributes derive from MigrationAttribute; one from another package is told by its name.
    private static string? KindOf(AttributeSyntax attribute, CSharpType type, CSharpProject project)
    {
        var name = Names.Of(attribute);
        if (name is "Migration" or "TimestampedMigration" or "Profile" or "Maintenance")
            return name;
        var own = project.Find(name + "Attribute", type) ?? project.Find(name, type);
        return own is not null
            ? project.BaseNames(own).Select(Names.WithoutAttribute).Any(each => each is "Migration" or "TimestampedMigration") ? "Own" : null
            : name.EndsWith("Migration", StringComparison.Ordinal) ? "Own" : null;
    }

    private static MigrationAttribute Numbered(
        string kind, IReadOnlyList<(string? Name, Value Value)> arguments, AttributeSyntax attribute, CSharpFile file, CSharpType type)
    {
        var numbers = arguments.Select(argument => argument.Value).OfType<Literal>().Select(literal => literal.Of)
            .Where(value => value is int or long or uint or ulong or decimal).Select(value => Convert.ToDecimal(value, CultureInfo.InvariantCulture)).ToList();
        if (kind == "Migration" && numbers.Count > 0)
            return new MigrationAttribute(numbers[0].ToString(CultureInfo.InvariantCulture));
        if (numbers.Count is >= 5 and <= 6 && numbers[0] is > 1900 and < 10000)
            return new MigrationAttribute(Timestamp(numbers));
        if (kind == "Own" && numbers.Count == 1)
            return new MigrationAttribute(numbers[0].ToString(CultureInfo.InvariantCulture));
        if (kind == "Own" && arguments.Select(argument => argument.Value).OfType<Text>().FirstOrDefault() is { } text)
            return new MigrationAttribute(text.Content);
        return Unnumbered(attribute, file, type);
    }

    // The attribute's own arithmetic is not followed. The class name still tells it apart; the order among the others is not known.
    private static MigrationAttribute Unnumbered(AttributeSyntax attribute, CSharpFile file, CSharpType type)
    {
        var place = file.At(attribute);
        var remark = new Opaque($"The version of {type.Name} is not in the source, so its place among the other migrations is not known", "") { Location = place };
        return new MigrationAttribute(type.Name) { Problems = [new Statement(place, "Migration", [remark])] };
    }

    private static string Timestamp(List<decimal> numbers) =>
        string.Concat(numbers.Concat([0m]).Take(6).Select((number, i) => number.ToString(i == 0 ? "0000" : "00", CultureInfo.InvariantCulture)));

    private static string? Printed(Value value) => value switch
    {
        Text text => text.Content,
        Symbol symbol => symbol.Member,
        _ => null,
    };

    private static List<(string? Name, Value Value)> ArgumentsOf(AttributeSyntax attribute, CSharpFile file, CSharpType type, Interpreter interpreter) =>
    [
        .. (attribute.ArgumentList?.Arguments ?? []).Select(argument =>
            (argument.NameEquals?.Name.Identifier.Text ?? argument.NameColon?.Name.Identifier.Text, interpreter.Read(argument.Expression, file, type))),
    ];
}
