using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Style.</summary>
internal sealed class SM0908IdentifierTooLong : Rule<Operation>
{
    public override string Id => "SM0908";
    public override string Name => "identifier-too-long";
    public override Severity Severity => Severity.Warning;
    public override bool EnabledByDefault => false;
    public override string Title => "A name longer than 63 bytes";
    public override string Why => "The server cuts it off with a notice, and two names that differ at the end become one.";
    public override string Instead => "Shorten it";
    public override string Bad =>
        "CREATE INDEX CONCURRENTLY orders_by_customer_and_state_and_day_of_the_week_and_total_amount ON orders (customer_id);";
    public override string Good => "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        var text = operation.Location.Source.Slice(operation.Location.Span);
        foreach (var name in Names.GivenBy(operation).Where(name => IsCut(name, text)))
            yield return Found(operation, $"The server cuts a name off after 63 bytes, and what is left is {name}");
    }

    // A reader cuts names off as the server does, so what is written goes on where the name ends.
    private static bool IsCut(string name, string text)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(name) < Postgres.PostgresIdentifier.MaxBytes)
            return false;
        var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && at + name.Length < text.Length && (char.IsLetterOrDigit(text[at + name.Length]) || text[at + name.Length] == '_');
    }
}
