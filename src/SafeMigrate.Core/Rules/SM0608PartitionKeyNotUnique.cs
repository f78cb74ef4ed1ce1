using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The server cannot enforce it across partitions.</summary>
internal sealed class SM0608PartitionKeyNotUnique : Rule<Operation>
{
    public override string Id => "SM0608";
    public override string Name => "partition-key-not-unique";
    public override Severity Severity => Severity.Error;
    public override string Title => "A primary key or unique constraint of a partitioned table lacks its partition key";
    public override string Why =>
        "Each partition has an index of its own, so the server refuses a key that does not contain every partitioning column.";
    public override string Instead => "Include the partition key";
    public override string Bad => "CREATE TABLE events (id bigint PRIMARY KEY, day date NOT NULL) PARTITION BY RANGE (day);";
    public override string Good => "CREATE TABLE events (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        var (table, partitionBy, constraints) = operation switch
        {
            CreateTable { PartitionBy: not null } create => (create.Table, create.PartitionBy,
                create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints.Select(constraint => WithColumn(constraint, column.Name))))),
            AddConstraint add => (add.Table, context.Table(add.Table)?.PartitionBy, [add.Constraint]),
            _ => (null!, null, (IEnumerable<Constraint>)[]),
        };
        if (partitionBy is null || KeyColumns(partitionBy) is not { Count: > 0 } keys)
            yield break;

        foreach (var constraint in constraints.OfType<IndexConstraint>().Where(constraint => constraint is not ExclusionConstraint && constraint.UsingIndex is null))
        {
            var missing = keys.FirstOrDefault(key => !constraint.Columns.Contains(key));
            if (missing is not null)
                yield return Found(operation, constraint.Location == Location.None ? operation.Location : constraint.Location, $"The server refuses the key of {table}, because it lacks the partition key {missing}");
        }
    }

    private static Constraint WithColumn(Constraint constraint, string column) => constraint switch
    {
        PrimaryKey { Columns.Count: 0 } key => key with { Columns = [column] },
        UniqueConstraint { Columns.Count: 0 } unique => unique with { Columns = [column] },
        _ => constraint,
    };

    // Plain columns only: with an expression in the key the server refuses every such constraint, and its own message says so.
    private static IReadOnlyList<string> KeyColumns(string partitionBy)
    {
        var match = Regex.Match(partitionBy, @"^\w+\s*\(([^()]*)\)$");
        return match.Success ? [.. match.Groups[1].Value.Split(',').Select(column => column.Trim().Trim('"').Split(' ')[0])] : [];
    }
}
