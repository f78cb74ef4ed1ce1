using Spectre.Console;
using GridTable = Spectre.Console.Table;

namespace SafeMigrate.Tool.Demo;

/// <summary>The two releases side by side, part by part.</summary>
internal static class ComparisonTable
{
    public static GridTable Of(DemoResult result)
    {
        var table = new GridTable().Border(TableBorder.Rounded);
        table.AddColumn("");
        foreach (var heading in (string[])["statements", "failed", "wrong rows", "longest stall", "p99"])
            table.AddColumn(new TableColumn(heading).RightAligned());

        Add(table, "with SafeMigrate", result.Safe, result.SafeLost);
        table.AddEmptyRow();
        Add(table, "the plain way", result.Plain, result.PlainLost);
        return table;
    }

    private static void Add(GridTable table, string heading, Measurements measurements, int lost)
    {
        table.AddRow($"[bold]{heading}[/]");
        foreach (var (part, figures) in measurements.Parts)
            table.AddRow(Cells("  " + part, figures, figures.WrongRows));
        table.AddRow(Cells("  [bold]together[/]", measurements.Total, measurements.Total.WrongRows + lost));
    }

    private static string[] Cells(string name, PartFigures figures, int wrong) =>
    [
        name,
        figures.Statements.ToString("N0"),
        Bad(figures.Failed),
        Bad(wrong),
        Stall(figures.Longest),
        $"{figures.Percentile99:N1} ms",
    ];

    private static string Bad(int count) => count == 0 ? "0" : $"[red]{count:N0}[/]";

    // A second is when people notice.
    private static string Stall(double milliseconds) => milliseconds >= 1000 ? $"[red]{milliseconds:N0} ms[/]" : $"{milliseconds:N0} ms";
}
