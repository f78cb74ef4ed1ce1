namespace SafeMigrate.Analyzers.CSharp;

/// <summary>
/// A loop or a helper that cannot be followed is reported once, not once for each turn; and what several branches of one decision do, of which
/// only one runs, is done once.
/// </summary>
internal static class Repetitions
{
    public static IEnumerable<Statement> Removed(IEnumerable<Statement> statements)
    {
        var seen = new HashSet<(TextSpan, string, string)>();
        var done = new HashSet<(Location, ValueList<Operation>)>();
        foreach (var statement in statements)
        {
            if (statement.Condition is not null && !done.Add((statement.Location, statement.Operations)))
                continue;
            if (statement.Operations.Any(operation => operation is not (Unreadable or Opaque)) || statement.Operations.Any(operation => seen.Add(KeyOf(operation))))
                yield return statement;
        }
    }

    private static (TextSpan, string, string) KeyOf(Operation operation) =>
        (operation.Location.Span, operation.Location.Path, operation is Unreadable unreadable ? unreadable.Error : ((Opaque)operation).Reason);
}
