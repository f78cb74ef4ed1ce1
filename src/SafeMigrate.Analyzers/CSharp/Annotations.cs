namespace SafeMigrate.Analyzers.CSharp;

/// <summary>Reads <c>.SafeMigrate(up: "...", down: "...")</c> behind a call, the extension method of SafeMigrate.Annotations.</summary>
internal static class Annotations
{
    public const string Method = "SafeMigrate";

    private static readonly string[] Parameters = ["up", "down", "phase", "rollback", "strategy", "onError"];

    /// <summary>What is said. What is not known from the source has no argument, which is an error where it is used.</summary>
    public static IEnumerable<Directive> Of(IReadOnlyList<Argument> arguments) => arguments
        .Select((argument, place) => (argument, Name: argument.Name ?? (place < Parameters.Length ? Parameters[place] : argument.Source)))
        .Where(one => one.argument.Value is not Literal { Of: null })
        .Select(one => new Directive(one.Name == "onError" ? "on-error" : one.Name, one.argument.Value is Text text ? text.Content : "", one.argument.Location));
}
