namespace SafeMigrate.Runner;

/// <summary>What a brake of backfills says right now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Limit">Above which it is on, as text; <c>off</c> where it has none.</param>
/// <param name="Value">What it sees, as text.</param>
/// <param name="IsOn">True where backfills wait for it.</param>
public sealed record BrakeState(string Name, string Limit, string Value, bool IsOn)
{
    /// <summary>Which of several is the worst; "" where there is nothing to name.</summary>
    public string Who { get; init; } = "";

    /// <summary>Why backfills wait, in words.</summary>
    public string Message { get; init; } = "";

    /// <summary>False where the role may not look.</summary>
    internal bool IsVisible => Value != BrakeText.Invisible;
}

/// <summary>Words that brakes share.</summary>
internal static class BrakeText
{
    public const string Invisible = "not visible to this role";
}
