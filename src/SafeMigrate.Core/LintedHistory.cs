using SafeMigrate.Rules;

namespace SafeMigrate;

/// <summary>A history that was replayed and is judged bit by bit; several threads may ask.</summary>
public sealed class LintedHistory
{
    private readonly IReadOnlyList<Migration> history;
    private readonly Timeline moments;
    private readonly Judges judges;
    private readonly IReadOnlyList<Finding>?[] findings;

    internal LintedHistory(IReadOnlyList<Migration> history, Timeline moments, LintOptions options)
    {
        (this.history, this.moments) = (history, moments);
        judges = new Judges(options);
        findings = new IReadOnlyList<Finding>?[history.Count];
    }

    /// <summary>The findings about the migrations that <paramref name="wanted"/> says, in their order.</summary>
    /// <param name="wanted">Which migrations to judge; each is judged once.</param>
    public IReadOnlyList<Finding> Findings(Func<Migration, bool> wanted)
    {
        var all = new List<Finding>();
        for (var i = 0; i < history.Count; i++)
        {
            if (wanted(history[i]))
                all.AddRange(Of(i));
        }

        return all;
    }

    private IReadOnlyList<Finding> Of(int index)
    {
        lock (judges)
            return findings[index] ??= judges.For(history[index]).Findings(history[index], moments, moments.Starts[index]);
    }
}
