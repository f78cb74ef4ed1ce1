using SafeMigrate.Rules;

namespace SafeMigrate;

/// <summary>Judges migrations. Pure: the same input gives the same findings in the same order.</summary>
public static class Linter
{
    // Threads cost more than they give for a few files.
    private const int FewMigrations = 32;

    /// <summary>
    /// The findings about a history, in the order of the migrations and of their places in the text. Each operation is judged against the schema
    /// that all operations before it leave behind.
    /// </summary>
    /// <param name="history">The migrations of one database in the order they run.</param>
    /// <param name="options">Versions, rules and configuration.</param>
    public static IReadOnlyList<Finding> Lint(IReadOnlyList<Migration> history, LintOptions options)
    {
        var run = new Run(history, History.Of(history, options.Schema), options);
        if (options.InParallel && history.Count > FewMigrations)
            run.JudgeInParallel();
        else
            run.Judge(0, history.Count);
        return run.Findings();
    }

    /// <summary>Replays a history now, and judges of it what is asked for: an editor wants to know about the file that it shows.</summary>
    /// <param name="history">The migrations of one database in the order they run.</param>
    /// <param name="options">Versions, rules and configuration.</param>
    public static LintedHistory Replay(IReadOnlyList<Migration> history, LintOptions options) => new(history, History.Of(history, options.Schema), options);

    private sealed class Run(IReadOnlyList<Migration> history, Timeline moments, LintOptions options)
    {
        private readonly IReadOnlyList<Finding>[] findings = new IReadOnlyList<Finding>[history.Count];

        public List<Finding> Findings()
        {
            var all = new List<Finding>();
            foreach (var found in findings)
                all.AddRange(found);
            return all;
        }

        // In a method of its own, because loading what it needs takes as long as judging a file.
        public void JudgeInParallel() =>
            Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(0, history.Count), range => Judge(range.Item1, range.Item2));

        // What is the same for many paths is worked out once for each thread.
        public void Judge(int from, int to)
        {
            var judges = new Judges(options);
            for (var i = from; i < to; i++)
                findings[i] = options.ReportOn(history[i]) ? judges.For(history[i]).Findings(history[i], moments, moments.Starts[i]) : [];
        }
    }
}
