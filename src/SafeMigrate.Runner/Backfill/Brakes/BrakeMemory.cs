namespace SafeMigrate.Runner.Backfill.Brakes;

/// <summary>Where the server's WAL ended at moments of the last minutes, and which tables are meant.</summary>
/// <param name="time">The clock.</param>
internal sealed class BrakeMemory(TimeProvider time)
{
    private const int Most = 1200;

    private readonly List<(long At, long Position)> ends = [];

    /// <summary>The tables that are filled, as SQL, for brakes that are about them.</summary>
    public string[] Relations { get; set; } = [];

    /// <summary>Remembers where the WAL ends now.</summary>
    public void Add(long position)
    {
        if (ends.Count == Most)
            ends.RemoveRange(0, Most / 10);
        ends.Add((time.GetTimestamp(), position));
    }

    /// <summary>
    /// For how long the WAL has been beyond the position. A standby that does not answer reports no growing lag of its own; this one grows.
    /// </summary>
    public TimeSpan Behind(long position)
    {
        var index = ends.FindIndex(end => end.Position > position);
        return index < 0 ? TimeSpan.Zero : time.GetElapsedTime(ends[index].At);
    }

    /// <summary>Bytes of WAL per second in the last two seconds or so; 0 until there are two looks.</summary>
    public double Rate()
    {
        var first = ends.FindIndex(end => time.GetElapsedTime(end.At) <= TimeSpan.FromSeconds(2));
        if (first < 0 || ends.Count - first < 2)
            return 0;
        var seconds = time.GetElapsedTime(ends[first].At, ends[^1].At).TotalSeconds;
        return seconds > 0 ? (ends[^1].Position - ends[first].Position) / seconds : 0;
    }
}
