namespace SafeMigrate.Tool.Loading;

/// <summary>Input that could not be read. The rest is read all the same; the exit code is 2.</summary>
/// <param name="Path">The file or folder as the user gave it.</param>
/// <param name="Message">What is wrong and what to do, without a full stop.</param>
internal sealed record Problem(string Path, string Message)
{
    /// <summary>One line for the standard error.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
