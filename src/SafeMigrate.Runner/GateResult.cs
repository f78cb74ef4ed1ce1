namespace SafeMigrate.Runner;

/// <summary>What a gate says to "is the old version gone?".</summary>
/// <param name="Gate">Its name, as <c>--override</c> takes it.</param>
/// <param name="Answer"><c>PASS</c>, <c>FAIL</c> or <c>UNKNOWN</c>.</param>
/// <param name="Evidence">What it saw, a sentence.</param>
public sealed record GateResult(string Gate, string Answer, string Evidence)
{
    /// <summary>True for PASS only: what cannot be known does not count as yes.</summary>
    public bool Passes => Answer == "PASS";
}
