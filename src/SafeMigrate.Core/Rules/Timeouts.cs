namespace SafeMigrate.Rules;

/// <summary>What the migration says about timeouts.</summary>
internal static class Timeouts
{
    /// <summary>
    /// True where a short lock_timeout is in force, so that a statement whose own work is short gives up before the queue behind it hurts.
    /// </summary>
    public static bool Protects(RuleContext context) =>
        Milliseconds(context.Setting("lock_timeout")) is > 0 and var time && time <= context.Configuration.Number("safemigrate_lock_timeout_limit", 10000);

    /// <summary>True where the setting is in force with a value other than 0.</summary>
    public static bool IsSet(RuleContext context, string parameter) => Milliseconds(context.Setting(parameter)) is > 0;

    /// <summary>The value of a time setting: a number of milliseconds, or a number with a unit; null where it is neither.</summary>
    public static long? Milliseconds(string? value)
    {
        if (value is null)
            return null;
        var text = value.Trim();
        var digits = text.TakeWhile(c => char.IsDigit(c) || c == '.').Count();
        if (!double.TryParse(text.Substring(0, digits), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number))
            return null;
        return text.Substring(digits).Trim().ToLowerInvariant() switch
        {
            "" or "ms" => (long)number,
            "us" => (long)(number / 1000),
            "s" => (long)(number * 1000),
            "min" => (long)(number * 60_000),
            "h" => (long)(number * 3_600_000),
            "d" => (long)(number * 86_400_000),
            _ => null,
        };
    }
}
