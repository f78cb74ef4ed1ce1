using System.Globalization;

namespace SafeMigrate.Runner;

/// <summary>Times and sizes as people write them: <c>500ms</c>, <c>10m</c>, <c>64MB</c>.</summary>
public static class Quantity
{
    private static readonly (string Unit, double Factor)[] Sizes = [("B", 1), ("kB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30), ("TB", 1L << 40)];

    /// <summary>A time: 500ms, 30s, 10m, 24h, 7d, or 00:10:00; null where the text is none.</summary>
    public static TimeSpan? Time(string text)
    {
        var (number, unit) = Split(text);
        if (text.Contains(':'))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span : null;
        return (number, unit) switch
        {
            (null, _) => null,
            (_, "ms") => TimeSpan.FromMilliseconds(number.Value),
            (_, "s") => TimeSpan.FromSeconds(number.Value),
            (_, "m" or "min") => TimeSpan.FromMinutes(number.Value),
            (_, "h") => TimeSpan.FromHours(number.Value),
            (_, "d") => TimeSpan.FromDays(number.Value),
            (0, "") => TimeSpan.Zero,
            _ => null,
        };
    }

    /// <summary>A number of bytes, in units of 1,024: 512kB, 64MB, 10GB; null where the text is none.</summary>
    public static double? Bytes(string text)
    {
        var (number, unit) = Split(text);
        var size = Array.Find(Sizes, size => size.Unit.Equals(unit == "" ? "B" : unit, StringComparison.OrdinalIgnoreCase));
        return size.Unit is null ? null : number * size.Factor;
    }

    /// <summary>A number without a unit, with 10k and 5M for thousands and millions; null where the text is none.</summary>
    public static double? Number(string text)
    {
        var (number, unit) = Split(text);
        return unit switch
        {
            "" => number,
            "k" => number * 1000,
            "M" => number * 1_000_000,
            _ => null,
        };
    }

    /// <summary>A time as <see cref="Time"/> reads it, with at most two digits that matter little.</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1000 } => Rounded(time.TotalMilliseconds) + "ms",
        { TotalSeconds: < 120 } => Rounded(time.TotalSeconds) + "s",
        { TotalMinutes: < 120 } => Rounded(time.TotalMinutes) + "m",
        _ => Rounded(time.TotalHours) + "h",
    };

    /// <summary>A number of bytes as <see cref="Bytes"/> reads it.</summary>
    public static string TextOfBytes(double bytes)
    {
        var size = Array.FindLast(Sizes, size => bytes >= size.Factor);
        return size.Unit is null ? "0B" : Rounded(bytes / size.Factor) + size.Unit;
    }

    /// <summary>A number as <see cref="Number"/> reads it.</summary>
    public static string TextOfNumber(double number) =>
        number >= 1_000_000 && number % 100_000 == 0 ? Rounded(number / 1_000_000) + "M" : Rounded(number);

    private static string Rounded(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);

    private static (double? Number, string Unit) Split(string text)
    {
        text = text.Trim();
        var digits = text.TakeWhile(character => char.IsAsciiDigit(character) || character == '.').Count();
        var number = double.TryParse(text[..digits], CultureInfo.InvariantCulture, out var value) ? value : default(double?);
        return (number, text[digits..].Trim());
    }
}
