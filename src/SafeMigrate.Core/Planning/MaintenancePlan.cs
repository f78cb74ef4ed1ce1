using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>What changes neither rows nor schema and lets everybody go on: before the deploy, where the new version finds it done.</summary>
internal sealed class MaintenancePlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is Reindex { Concurrently: true } or Vacuum { Full: false };

    public override Plan Create(Operation operation, PlanContext context)
    {
        if (context.Said("phase") is not null)
            return new AsWrittenPlan().Create(operation, context);
        var sql = PostgresWriter.Write(operation, context.Version).Single();
        return new Plan([])
        {
            Strategy = $"{sql.Split(' ')[0].ToUpperInvariant()} before the deploy, while reads and writes go on",
            Backfill = [Steps.Of("as written", new RunSqlAlone(sql))],
        };
    }
}
