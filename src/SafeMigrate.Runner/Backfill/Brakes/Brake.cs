using Npgsql;

namespace SafeMigrate.Runner.Backfill.Brakes;

/// <summary>What a brake sees.</summary>
/// <param name="Value">In seconds, bytes or pieces.</param>
/// <param name="Who">Which of several is the worst; "" where there is nothing to name.</param>
internal sealed record BrakeReading(double Value, string Who);

/// <summary>
/// Something on the server that suffers from a backfill. While its value is above the limit, no batch begins. One that the role may not look
/// at, or that the server has not, reads null.
/// </summary>
/// <param name="Name">As people write it.</param>
/// <param name="DefaultLimit">In seconds, bytes or pieces; null where the brake is off unless it is given one.</param>
/// <param name="Means">What the value says, for messages and help.</param>
/// <param name="Unit">What it is measured in.</param>
/// <param name="Read">Looks at it; the argument holds what earlier looks saw.</param>
internal sealed record Brake(
    string Name, double? DefaultLimit, string Means, BrakeUnit Unit, Func<NpgsqlConnection, BrakeMemory, CancellationToken, Task<BrakeReading?>> Read)
{
    /// <summary>The brake that is a query of the user's.</summary>
    public const string Condition = "condition";

    private const double Megabyte = 1 << 20;

    public static IReadOnlyList<Brake> All { get; } =
    [
        new("replica-lag", 10, "a standby is behind by", BrakeUnit.Time, WalBrakes.ReplicaLagAsync),
        new("lock-waits", 10, "sessions of others wait for locks", BrakeUnit.Number, ActivityBrakes.LockWaitsAsync),
        new("wal-rate", null, "the server writes WAL per second", BrakeUnit.Bytes, WalBrakes.RateAsync),
        new("slot-backlog", 10 * 1024 * Megabyte, "a replication slot keeps WAL", BrakeUnit.Bytes, WalBrakes.SlotBacklogAsync),
        new("archive-backlog", 256, "WAL files wait for the archiver", BrakeUnit.Number, WalBrakes.ArchiveBacklogAsync),
        new("autovacuum", null, "autovacuum is at work on the table", BrakeUnit.Number, ActivityBrakes.AutovacuumAsync),
        new("oldest-xmin", 100_000_000, "the oldest snapshot is that many transactions old", BrakeUnit.Number, ActivityBrakes.OldestXminAsync),
        new("active-sessions", null, "sessions of others are active", BrakeUnit.Number, ActivityBrakes.ActiveSessionsAsync),
    ];

    public string Expected => Unit switch
    {
        BrakeUnit.Time => "a time such as 10s",
        BrakeUnit.Bytes => "a size such as 64MB",
        _ => "a number",
    };

    public double? Parse(string text) => Unit switch
    {
        BrakeUnit.Time => Quantity.Time(text)?.TotalSeconds,
        BrakeUnit.Bytes => Quantity.Bytes(text),
        _ => Quantity.Number(text),
    };

    public string Text(double value) => Unit switch
    {
        BrakeUnit.Time => Quantity.Text(TimeSpan.FromSeconds(value)),
        BrakeUnit.Bytes => Quantity.TextOfBytes(value),
        _ => Quantity.TextOfNumber(value),
    };
}

/// <summary>What a brake's value is measured in.</summary>
internal enum BrakeUnit
{
    /// <summary>Pieces.</summary>
    Number,

    /// <summary>Seconds.</summary>
    Time,

    /// <summary>Bytes.</summary>
    Bytes,
}
