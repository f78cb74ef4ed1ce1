using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SafeMigrate.Locks;
using SafeMigrate.Postgres;

namespace SafeMigrate.DatabaseTests.Locks;

/// <summary>The statements of <c>forms.sql</c> with what is predicted for them on the database of <c>setup.sql</c>.</summary>
internal static partial class LockMatrix
{
    public static string Setup { get; } = File.ReadAllText(Beside("setup.sql"));

    private static Schema Schema { get; } = Schema.Blank.Apply(
        PostgresReader.Read(new SourceText("setup.sql", Setup)).SelectMany(statement => statement.Operations));

    /// <summary>The statements that the version knows; those that the server must refuse for another reason are marked <c>-- fails</c>.</summary>
    public static IEnumerable<Form> Forms(int version) => File.ReadLines(Beside("forms.sql"))
        .Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal))
        .Select(line => line.Split(" -- ", 2))
        .Where(parts => parts.Length == 1 || Knows(parts[1], version))
        .Select(parts => Predict(parts[0], version, parts.Length > 1 ? parts[1] : ""));

    private static Form Predict(string sql, int version, string remark)
    {
        var statement = PostgresReader.Read(new SourceText("form.sql", sql)).Single();
        var utc = remark == "utc";
        return new Form(sql, statement.Operations, PostgresLocks.Of(statement.Operations, Schema, version, utc))
        {
            Fails = remark.StartsWith("fails", StringComparison.Ordinal),
            TimeZone = utc ? "UTC" : "Europe/Berlin",
        };
    }

    private static bool Knows(string remark, int version) =>
        FirstVersion().Match(remark) is { Success: true } first ? version >= int.Parse(first.Groups[1].Value)
        : LastVersion().Match(remark) is not { Success: true } last || version <= int.Parse(last.Groups[1].Value);

    private static string Beside(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, file);

    [GeneratedRegex(@"^(\d+)\+")]
    private static partial Regex FirstVersion();

    [GeneratedRegex(@"^to (\d+)")]
    private static partial Regex LastVersion();
}

/// <summary>One statement of the matrix.</summary>
internal sealed record Form(string Sql, IReadOnlyList<Operation> Operations, LockEffect Effect)
{
    public bool Fails { get; init; }

    public string TimeZone { get; init; } = "";
}
