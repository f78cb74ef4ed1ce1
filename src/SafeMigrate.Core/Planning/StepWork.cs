using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>How much a step reads and writes, by the statistics of its tables, and how long that may take.</summary>
/// <param name="Rows">Rows in the tables that it works through: the planner's estimate.</param>
/// <param name="Bytes">Their size without indexes.</param>
/// <param name="Least">On good hardware with the table in memory.</param>
/// <param name="Most">On a small server that has other work. Brakes and old snapshots that an index build waits for come on top.</param>
public sealed record StepWork(long Rows, long Bytes, TimeSpan Least, TimeSpan Most)
{
    // A second's work, at most and at least. Orders of magnitude on purpose: disks and loads differ by ten and more.
    private static readonly (double Most, double Least) FilledRows = (50_000, 5_000);
    private static readonly (double Most, double Least) ReadBytes = (1e9, 1e8);
    private static readonly (double Most, double Least) WrittenBytes = (1e8, 1e7);

    /// <summary>The work of a step; null where it does not grow with the data, or the tables' sizes are not known.</summary>
    /// <param name="step">The step.</param>
    /// <param name="schema">The database that it meets.</param>
    /// <param name="version">The server's major version.</param>
    public static StepWork? Of(Step step, Schema schema, int version)
    {
        var work = new StepWork(0, 0, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var operation in step.Operations)
        {
            foreach (var (table, speed) in Parts(operation, schema, version))
            {
                if (schema.Find(table) is not { EstimatedRows: { } rows and >= 0, Bytes: { } bytes })
                    return null;
                var amount = speed == FilledRows ? rows : bytes;
                work = new StepWork(work.Rows + rows, work.Bytes + bytes, work.Least + Time(amount, speed.Most), work.Most + Time(amount, speed.Least));
            }

            schema = schema.Apply(operation);
        }

        return work.Rows > 0 ? work : null;
    }

    private static IEnumerable<(QualifiedName Table, (double Most, double Least) Speed)> Parts(Operation operation, Schema schema, int version)
    {
        if (operation is IBackfill fill)
            return [(fill.Table, FilledRows)];
        if (operation is RequireNoRows check)
            return [(check.Table, ReadBytes)];
        var effect = PostgresLocks.Of(operation, schema, version);
        return effect.Scans.Select(table => (table, ReadBytes)).Concat(effect.Rewrites.Concat(effect.Builds).Select(table => (table, WrittenBytes)));
    }

    private static TimeSpan Time(double amount, double perSecond) => TimeSpan.FromSeconds(amount / perSecond);
}
