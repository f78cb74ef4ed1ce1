using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Style.</summary>
internal sealed class SM0909NamingConvention : Rule<Operation>
{
    public override string Id => "SM0909";
    public override string Name => "naming-convention";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override Dialect? Dialect => null;
    public override string Title => "A name that does not follow the convention";
    public override string Why =>
        "Names must match safemigrate_identifier_pattern; the default is lower case with underscores, which needs no quotes.";
    public override string Instead => "Choose another name";
    public override string Bad => "CREATE TABLE \"Orders\" (id bigint PRIMARY KEY);";
    public override string Good => "CREATE TABLE orders (id bigint PRIMARY KEY);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        var pattern = context.Configuration.Text("safemigrate_identifier_pattern") ?? "^[a-z][a-z0-9_]*$";
        foreach (var name in Names.GivenBy(operation).Where(name => !Regex.IsMatch(name, pattern)))
            yield return Found(operation, $"{name} does not match {pattern}");
    }
}
