using System.Text.Json;
using SafeMigrate.Runner;
using SafeMigrate.Tool;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tests.Tool;

public class StatusWatchTests
{
    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public void Json_has_one_object_a_line_for_each_change()
    {
        var watch = Watch(isJson: true);

        watch.Show(Status(10));
        watch.Show(Status(10));
        watch.Show(Status(20));

        var rows = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("changes")[0].GetProperty("rows").GetInt32());
        Assert.Equal([10, 20], rows);
    }

    [Fact]
    public void Text_says_what_a_backfill_waits_for()
    {
        Watch(isJson: false).Show(Status(10, "Paused"));

        Assert.Contains("expanding since 2026-01-02 03:04:05Z, 10 of about 100 rows (Paused)", output.ToString());
    }

    [Fact]
    public void Rate_is_that_of_the_last_seconds()
    {
        var (rate, begun) = (new RowRate(), DateTimeOffset.UnixEpoch);

        rate.Add(begun, 0);
        rate.Add(begun.AddSeconds(20), 0);
        rate.Add(begun.AddSeconds(25), 5000);

        Assert.Equal(", 1000 rows/s, about 3s left", rate.Text(8000));
    }

    private StatusWatch Watch(bool isJson) => new(new Terminal(() => Stream.Null, output, TextWriter.Null), isJson, () => throw new InvalidOperationException());

    private static RunnerStatus Status(long rows, string? waitsFor = null) => new(
        [
            new ChangeStatus("1", "one", "ChangeColumnType t.a", ChangeState.Expanding, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
            {
                BackfilledRows = rows,
                BackfillTotal = 100,
                BackfillWaitsFor = waitsFor,
            },
        ],
        null);
}
