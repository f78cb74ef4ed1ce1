using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>nextval waits, and with it every INSERT.</summary>
internal sealed class SM0721AlterSequence : Rule<AlterSequence>
{
    public override string Id => "SM0721";
    public override string Name => "alter-sequence";
    public override Severity Severity => Severity.Warning;
    public override string Title => "ALTER SEQUENCE blocks every INSERT that uses the sequence";
    public override string Why => "SHARE ROW EXCLUSIVE is taken on the sequence until the transaction ends, and nextval() waits for it.";
    public override string Instead => "setval() takes no such lock; else run it in a transaction of its own";
    public override string Bad => "ALTER SEQUENCE orders_id_seq RESTART WITH 1000000;";
    public override string Good => "SELECT setval('orders_id_seq', 1000000);";

    protected override IEnumerable<Finding> Check(AlterSequence operation, RuleContext context)
    {
        if (context.EarlierAbout(operation.Sequence).Any(earlier => earlier.Operation is CreateSequence create && context.Schema.Same(create.Sequence, operation.Sequence)))
            yield break; // Nobody uses it yet.

        if (Regex.IsMatch(operation.Options, @"^\s*OWNED\s+BY\b", RegexOptions.IgnoreCase))
            yield break; // Changes the catalog only.

        if (context.IsNamedAfterNewTable(operation.Sequence.Name))
            yield break; // The sequence of a new serial column.

        yield return Found(operation, $"INSERTs that call nextval on {operation.Sequence} wait until the transaction ends");
    }
}
