using System.Text.Json;

namespace SafeMigrate.Tool.Demo;

/// <summary>What the application met in both releases.</summary>
/// <param name="Safe">With SafeMigrate.</param>
/// <param name="SafeLost">Orders that in the end were not as written.</param>
/// <param name="Plain">The plain way.</param>
/// <param name="PlainLost">Orders that in the end were not as written.</param>
internal sealed record DemoResult(Measurements Safe, int SafeLost, Measurements Plain, int PlainLost)
{
    /// <summary>True where the safe release failed no statement and lost no row.</summary>
    public bool IsProof => Safe.Total is { Failed: 0, WrongRows: 0, Statements: > 0 } && SafeLost == 0;

    /// <summary>One object: for each release its parts, and all together.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Write(json, "safe", Safe, SafeLost);
        Write(json, "plain", Plain, PlainLost);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Measurements measurements, int lost)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("parts");
        foreach (var (part, figures) in measurements.Parts)
            Write(json, part, figures, figures.WrongRows);
        json.WriteEndArray();
        json.WritePropertyName("together");
        Write(json, null, measurements.Total, measurements.Total.WrongRows + lost);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string? part, PartFigures figures, int wrong)
    {
        json.WriteStartObject();
        if (part is not null)
            json.WriteString("part", part);
        json.WriteNumber("statements", figures.Statements);
        json.WriteNumber("failed", figures.Failed);
        json.WriteNumber("wrongRows", wrong);
        json.WriteNumber("longestStallMs", Math.Round(figures.Longest, 1));
        json.WriteNumber("p99Ms", Math.Round(figures.Percentile99, 1));
        json.WriteString("firstError", figures.FirstError);
        json.WriteEndObject();
    }
}
