using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Two parameters are not harmless.</summary>
internal sealed class SM0708StorageParameters : Rule<SetStorageParameters>
{
    public override string Id => "SM0708";
    public override string Name => "storage-parameters";
    public override Severity Severity => Severity.Warning;
    public override string Title => "A storage parameter that locks the table or stops its clean-up";
    public override string Why => """
        Most parameters take a lock that blocks nobody. user_catalog_table takes ACCESS EXCLUSIVE, and autovacuum_enabled = false lets the
        table grow until somebody remembers.
        """;
    public override string Instead => "Leave autovacuum on and tune its thresholds";
    public override string Bad => "ALTER TABLE orders SET (autovacuum_enabled = false);";
    public override string Good => "ALTER TABLE orders SET (autovacuum_vacuum_scale_factor = 0.01);";

    protected override IEnumerable<Finding> Check(SetStorageParameters operation, RuleContext context)
    {
        if (operation.Kind != ObjectKind.Table || context.CreatesTable(operation.Object))
            yield break;

        if (operation.Names.Contains("user_catalog_table"))
            yield return Found(operation, $"Reads and writes of {operation.Object} wait while user_catalog_table is set");

        var off = operation.Parameters.Any(parameter => Regex.IsMatch(parameter, @"^\s*(toast\.)?autovacuum_enabled\s*=\s*'?(false|off|0|no)", RegexOptions.IgnoreCase));
        if (off && !operation.Reset)
            yield return Found(operation, $"{operation.Object} is not cleaned up any more and grows with every UPDATE");
    }
}
