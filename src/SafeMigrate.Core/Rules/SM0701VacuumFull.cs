using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The table is written anew while nobody may use it.</summary>
internal sealed class SM0701VacuumFull : Rule<Vacuum>
{
    public override string Id => "SM0701";
    public override string Name => "vacuum-full";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "VACUUM FULL rewrites the table under an exclusive lock";
    public override string Why =>
        "The table and all its indexes are written anew while reads and writes wait, and twice the space is needed meanwhile.";
    public override string Instead => "Plain VACUUM makes space reusable; pg_repack or pg_squeeze give it back without blocking";
    public override string Bad => "VACUUM FULL orders;";
    public override string Good => "VACUUM orders;";

    protected override IEnumerable<Finding> Check(Vacuum operation, RuleContext context)
    {
        if (operation.Full)
            yield return Found(operation, $"Reads and writes of {(operation.Table is null ? "every table" : operation.Table.ToString())} wait while it is written anew");
    }
}
