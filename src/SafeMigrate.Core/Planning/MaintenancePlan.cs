using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>What changes neither rows nor schema and lets everybody go on: before the deploy, where the new version finds it done.</summary>
internal sealed class MaintenancePlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is Reindex { Concurrently: true } or Reindex { Target: "INDEX" or "TABLE", Object: not null } or Vacuum { Full: false };

    public override Plan Create(Operation operation, PlanContext context)
    {
        if (context.Said("phase") is not null)
            return new AsWrittenPlan().Create(operation, context);
        var sql = operation is Reindex { Concurrently: false, Object: { } name } reindex
            ? $"REINDEX {reindex.Target} CONCURRENTLY {PostgresWriter.Name(name)}"
            : PostgresWriter.Write(operation, context.Version).Single();
        return new Plan([])
        {
            Strategy = $"{sql.Split(' ')[0].ToUpperInvariant()} before the deploy, while reads and writes go on",
            Backfill = [Steps.Of(operation is Reindex { Concurrently: false } ? "as written, but while writes go on" : "as written", new RunSqlAlone(sql))],
        };
    }
}
