namespace SafeMigrate.Runner.Gates;

/// <summary>What a gate says to "is the old version gone?".</summary>
internal enum Verdict
{
    /// <summary>Yes.</summary>
    Pass,

    /// <summary>No: it was seen.</summary>
    Fail,

    /// <summary>It cannot be known, which does not count as yes.</summary>
    Unknown,
}

/// <summary>A gate's answer.</summary>
/// <param name="Gate">The gate's name, as <c>--override</c> takes it.</param>
/// <param name="Verdict">The answer.</param>
/// <param name="Evidence">What it saw, a sentence.</param>
internal sealed record GateAnswer(string Gate, Verdict Verdict, string Evidence);
