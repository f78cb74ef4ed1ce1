using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: the sequence does not know ids that were given.</summary>
internal sealed class SM0805SequenceNotReset : Rule<InsertRows>
{
    public override string Id => "SM0805";
    public override string Name => "sequence-not-reset";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "Explicit ids without setval";
    public override string Why =>
        "The sequence still hands out the numbers that the INSERT used, and a later INSERT fails on a duplicate key.";
    public override string Instead => "SELECT setval after it";
    public override string Bad => """
        CREATE TABLE states (id bigserial PRIMARY KEY, name text);
        INSERT INTO states (id, name) VALUES (1, 'open');
        """;
    public override string Good => """
        CREATE TABLE states (id bigserial PRIMARY KEY, name text);
        INSERT INTO states (name) VALUES ('open');
        """;

    protected override IEnumerable<Finding> Check(InsertRows operation, RuleContext context)
    {
        var numbered = context.Table(operation.Table)?.Columns
            .FirstOrDefault(column => operation.Targets.Contains(column.Name) && (column.Identity is not null || column.Default?.Functions.Contains("nextval") == true));
        if (numbered is null || context.LaterOf<Query>(Within.Migration).Any(query => query.Sql.IndexOf("setval", StringComparison.OrdinalIgnoreCase) >= 0))
            yield break;

        yield return Found(operation, $"The sequence of {operation.Table}.{numbered.Name} does not know the values that are given here");
    }
}
