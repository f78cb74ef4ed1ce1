using SafeMigrate.Runner;

namespace SafeMigrate.Tool.Running;

/// <summary>How many rows a second a backfill writes, by its last ten seconds.</summary>
internal sealed class RowRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(DateTimeOffset Time, long Rows)> seen = new();
    private (DateTimeOffset Time, long Rows) last;

    public void Add(DateTimeOffset time, long rows)
    {
        last = (time, rows);
        seen.Enqueue(last);
        while (time - seen.Peek().Time > Window && seen.Count > 2)
            seen.Dequeue();
    }

    /// <summary>Rows a second; 0 until two looks are some time apart.</summary>
    public double PerSecond => seen.Count > 1 && last.Time > seen.Peek().Time
        ? (last.Rows - seen.Peek().Rows) / (last.Time - seen.Peek().Time).TotalSeconds
        : 0;

    /// <summary><c>, 45000 rows/s, about 12s left</c>; "" while it is not known.</summary>
    public string Text(long? total)
    {
        var rate = PerSecond;
        if (rate <= 0)
            return "";
        var left = total > last.Rows ? $", about {Quantity.Text(TimeSpan.FromSeconds(Math.Ceiling((total.Value - last.Rows) / rate)))} left" : "";
        return FormattableString.Invariant($", {rate:F0} rows/s{left}");
    }
}
