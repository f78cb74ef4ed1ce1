using SafeMigrate.Locks;
using SafeMigrate.Rules;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tool.Reporting;

/// <summary>What a run of the linter found; every report is a function of it.</summary>
/// <param name="Findings">In the order of the paths and places.</param>
/// <param name="Problems">Input that could not be read.</param>
internal sealed record LintResult(IReadOnlyList<Finding> Findings, IReadOnlyList<Problem> Problems)
{
    /// <summary>The files that were judged, in order.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>How many statements they have.</summary>
    public int Statements { get; init; }

    /// <summary>How many migrations were left out because they have run in the database that was given.</summary>
    public int AlreadyRun { get; init; }

    /// <summary>Where the rules' pages are.</summary>
    public HelpLinks Help { get; init; } = HelpLinks.None;

    /// <summary>The rules that judged.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    /// <summary>What statements do on the server, by path and index; null where that was not asked for.</summary>
    public IReadOnlyDictionary<(string Path, int Statement), LockEffect>? Effects { get; init; }

    /// <summary>How many findings have this severity.</summary>
    public int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);
}
