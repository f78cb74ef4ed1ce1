using System.Diagnostics;

namespace SafeMigrate.Tool.Demo;

/// <summary>What the application met: each statement's duration and whether it failed, by the part of the release it began in.</summary>
internal sealed class Measurements
{
    private readonly Lock access = new();
    private readonly Dictionary<string, PartFigures> parts = [];
    private readonly List<string> order = [];
    private string current = "";

    /// <summary>Statements from now on belong to this part.</summary>
    public void Begin(string part)
    {
        lock (access)
        {
            current = part;
            if (parts.TryAdd(part, new PartFigures()))
                order.Add(part);
        }
    }

    /// <summary>The parts in the order they began.</summary>
    public IReadOnlyList<(string Part, PartFigures Figures)> Parts
    {
        get
        {
            lock (access)
                return [.. order.Select(part => (part, parts[part]))];
        }
    }

    /// <summary>All parts together.</summary>
    public PartFigures Total => PartFigures.Sum(Parts.Select(part => part.Figures));

    /// <summary>Runs a statement and takes its time; false where it failed.</summary>
    public async Task<bool> MeasureAsync(Func<Task> statement)
    {
        string part;
        lock (access)
            part = current;
        var start = Stopwatch.GetTimestamp();
        string? error = null;
        try
        {
            await statement();
        }
        catch (Npgsql.NpgsqlException exception)
        {
            error = exception is Npgsql.PostgresException server ? $"{server.SqlState} {server.MessageText}" : exception.Message;
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        lock (access)
            parts[part].Add(elapsed, error);
        return error is null;
    }

    /// <summary>Counts a row that was not what the ledger says.</summary>
    public void CountWrongRow()
    {
        lock (access)
            parts[current].WrongRows++;
    }
}

/// <summary>The figures of one part of a release.</summary>
internal sealed class PartFigures
{
    private readonly List<double> milliseconds = [];

    /// <summary>Statements executed, failed ones included.</summary>
    public int Statements => milliseconds.Count;

    /// <summary>Statements that ended with an error.</summary>
    public int Failed { get; private set; }

    /// <summary>The first error, for the report; null where there was none.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Rows that were not as written.</summary>
    public int WrongRows { get; set; }

    /// <summary>The slowest statement, in milliseconds.</summary>
    public double Longest => milliseconds.Count == 0 ? 0 : milliseconds.Max();

    /// <summary>The duration that 99 of 100 statements stay under, in milliseconds.</summary>
    public double Percentile99
    {
        get
        {
            if (milliseconds.Count == 0)
                return 0;
            var sorted = milliseconds.Order().ToList();
            return sorted[(int)Math.Ceiling(sorted.Count * 0.99) - 1];
        }
    }

    public void Add(TimeSpan elapsed, string? error)
    {
        milliseconds.Add(elapsed.TotalMilliseconds);
        if (error is null)
            return;
        Failed++;
        FirstError ??= error;
    }

    public static PartFigures Sum(IEnumerable<PartFigures> parts)
    {
        var sum = new PartFigures();
        foreach (var part in parts)
        {
            sum.milliseconds.AddRange(part.milliseconds);
            sum.Failed += part.Failed;
            sum.WrongRows += part.WrongRows;
            sum.FirstError ??= part.FirstError;
        }

        return sum;
    }
}
