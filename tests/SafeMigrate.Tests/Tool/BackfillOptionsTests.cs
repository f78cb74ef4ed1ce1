using System.Text.RegularExpressions;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Configuration;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tests.Tool;

public sealed class BackfillOptionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Configuration_has_a_key_for_each_setting()
    {
        var names = Settings.Backfill.Select(key => key.Replace("brakes:", "").ToLowerInvariant());

        Assert.Equal(BackfillSettings.Names.Where(name => name != "paused").Select(name => name.Replace("-", "")), names);
    }

    [Fact]
    public void Configuration_of_the_documentation_is_read()
    {
        var json = Regex.Match(File.ReadAllText("docs/runner.md"), "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        folder.With("safemigrate.json", json);

        var settings = BackfillOptions.Of(null, Load(_ => null));

        Assert.Equal(5000, settings.MaxRows);
        Assert.Equal("50MB", settings.Text("wal-rate"));
        Assert.Equal("40", settings.Text("active-sessions"));
    }

    [Fact]
    public void Environment_goes_before_the_file()
    {
        folder.With("safemigrate.json", """{ "backfill": { "workers": "3", "delay": "1s" } }""");

        var settings = BackfillOptions.Of(null, Load(name => name == "SAFEMIGRATE_BACKFILL__WORKERS" ? "5" : null));

        Assert.Equal((5, TimeSpan.FromSeconds(1)), (settings.Workers, settings.Delay));
    }

    [Fact]
    public void A_value_that_is_none_is_named()
    {
        folder.With("safemigrate.json", """{ "backfill": { "batchTarget": "soon" } }""");

        var refused = Assert.Throws<RunnerException>(() => BackfillOptions.Of(null, Load(_ => null)));

        Assert.Equal("batch-target = \"soon\" is not a time from 1ms to 10s, such as 100ms.", refused.Message);
    }

    [Fact]
    public void Settings_are_written_as_they_are_read()
    {
        var settings = new BackfillSettings();

        Assert.All(BackfillSettings.Names.Where(name => name != "condition"), name => Assert.Equal(settings.Text(name), settings.With(name, settings.Text(name)).Text(name)));
    }

    private Settings Load(Func<string, string?> environment) => Settings.Load(null, folder.Path, environment);
}
