using SafeMigrate.Postgres;
using SafeMigrate.Rules;

namespace SafeMigrate.Tests;

/// <summary>Lints SQL in which <c>[| |]</c> marks where findings must be.</summary>
internal sealed class Lint
{
    private const string WayBack = "-- +goose Down\n";
    private static readonly string[] nextMigration = ["-- next migration\n"];
    private readonly List<Migration> migrations = [];
    private readonly List<(string Path, TextSpan Span)> marked = [];
    private Func<string, string?> configuration = _ => null;
    private LintOptions options = new();

    /// <summary>The line <c>-- next migration</c> starts another file; a file that begins with <c>-- one transaction</c> is wrapped by its tool;
    /// what follows <c>-- +goose Down</c> is its way back.</summary>
    public static Lint Postgres(string sql)
    {
        var lint = new Lint();
        foreach (var file in sql.Replace("\r\n", "\n").Split(nextMigration, StringSplitOptions.None))
            lint.Add(file);
        return lint;
    }

    public Lint On(int version) => With(o => o with { PostgresVersion = version });

    public Lint After(Schema schema) => With(o => o with { Schema = schema });

    public Lint Configured(string key, string value)
    {
        var before = configuration;
        configuration = asked => asked == key ? value : before(asked);
        return this;
    }

    public Lint Enabled(Rule rule) => rule.EnabledByDefault ? this : Configured($"dotnet_diagnostic.{rule.Id}.severity", "warning");

    public IReadOnlyList<Finding> Findings() => Linter.Lint(migrations, options with { Configuration = (_, key) => configuration(key) });

    /// <summary>Exactly one finding of the rule for each mark; at least one where nothing is marked.</summary>
    public IReadOnlyList<Finding> Reports(string rule)
    {
        var all = Findings();
        var found = all.Where(finding => finding.Rule == rule).ToList();
        Assert.True(found.Count > 0, $"{rule} is not among: {Show(all)}");
        if (marked.Count > 0)
            Assert.Equal(marked.Select(mark => Show(mark.Path, mark.Span)), found.Select(finding => Show(finding.Location.Path, finding.Location.Span)));
        return found;
    }

    public void IsSilentOn(params string[] rules) => Assert.DoesNotContain(Findings(), finding => rules.Contains(finding.Rule));

    /// <summary>The files with the fix of one finding.</summary>
    public string Fixed(Finding finding) => string.Join(nextMigration[0], migrations.Select(migration => finding.Fix!.Edits
        .Where(edit => edit.Location.Source == migration.Source)
        .Reverse()
        .Aggregate(migration.Source.Text, (text, edit) => text.Remove(edit.Location.Span.Start, edit.Location.Span.Length)
            .Insert(edit.Location.Span.Start, edit.NewText))));

    public void IsClean() => Assert.True(Findings() is [], Show(Findings()));

    private Lint With(Func<LintOptions, LintOptions> change)
    {
        options = change(options);
        return this;
    }

    private void Add(string file)
    {
        var path = $"{migrations.Count + 1}.sql";
        var text = file;
        for (var open = text.IndexOf("[|", StringComparison.Ordinal); open >= 0; open = text.IndexOf("[|", StringComparison.Ordinal))
        {
            text = text.Remove(open, 2);
            var close = text.IndexOf("|]", StringComparison.Ordinal);
            text = text.Remove(close, 2);
            marked.Add((path, TextSpan.Between(open, close)));
        }

        var source = new SourceText(path, text);
        var forward = text.IndexOf(WayBack, StringComparison.Ordinal) is var end and >= 0 ? new SourceText(path, text[..end]) : source;
        migrations.Add(new Migration(path, path, PostgresReader.Read(forward).ToValueList())
        {
            Source = forward,
            Down = ReferenceEquals(forward, source) ? [] : PostgresReader.Read(new SourceText(path, text[(forward.Text.Length + WayBack.Length)..])).ToValueList(),
            InTransaction = text.StartsWith("-- one transaction", StringComparison.Ordinal),
        });
    }

    private string Show(string path, TextSpan span) =>
        $"{path} {span.Start}: {migrations.First(migration => migration.Source.Path == path).Source.Slice(span)}";

    private static string Show(IEnumerable<Finding> findings) =>
        string.Join("\n", findings.Select(finding => $"{finding.Rule} {finding.Location} {finding.Severity}: {finding.Message}"));
}
