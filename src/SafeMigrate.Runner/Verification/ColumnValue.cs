using System.Globalization;

namespace SafeMigrate.Runner.Verification;

/// <summary>What is written into one column.</summary>
/// <param name="Text">The text for a row's number; null for NULL.</param>
/// <param name="IsFresh">True where each number has a text of its own.</param>
internal sealed record ColumnValue(Func<long, string?> Text, bool IsFresh)
{
    private static readonly long[] Tried = [1, 2, 499, 10_001, RowsOfDatabase.FirstWritten, RowsOfDatabase.FirstWritten + 1, (2 * RowsOfDatabase.FirstWritten) + 7, -RowsOfDatabase.FirstWritten - 1];

    /// <summary>Some of its texts, from which it is seen whether a column takes it.</summary>
    public IEnumerable<string> Samples => Tried.Select(Text).OfType<string>().Distinct();

    /// <summary>What a type takes; null where that is not known.</summary>
    public static ColumnValue? OfType(DataType type) => MadeUpText.Of(type, 1) is null ? null : new(number => MadeUpText.Of(type, number), MadeUpText.IsFresh(type));

    /// <summary>One of these after the other.</summary>
    public static ColumnValue OneOf(IReadOnlyList<string> texts) => new(number => texts[(int)(Math.Abs(number) % texts.Count)], IsFresh: false);

    /// <summary>Numbers from 1 to a last one; the rows that are there before have the lowest ones, and each version its own as long as there are enough.</summary>
    public static ColumnValue UpTo(int last) => new(
        number => $"{1 + (Math.Abs(number) < RowsOfDatabase.FirstWritten || last < 10 ? Math.Abs(number) % last : (last * (1 + (Math.Abs(number) / RowsOfDatabase.FirstWritten % 2)) / 3) + (Math.Abs(number) % (last / 3)))}",
        IsFresh: false);

    /// <summary>Seconds behind a moment, less than a month.</summary>
    public static ColumnValue After(DateTime moment) => new(
        number => moment.AddSeconds(Math.Abs(number) % (27 * 24 * 3600)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "+00", IsFresh: true);

    /// <summary>Another text around each number.</summary>
    public static ColumnValue Around(string before, string after = "") => new(number => $"{before}{(number < 0 ? "b" : "")}{Math.Abs(number)}{after}", IsFresh: true);
}
