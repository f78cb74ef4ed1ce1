using System.Text.RegularExpressions;

namespace SafeMigrate.SqlServer.Reading;

/// <summary>
/// Syntax of SQL Server 2022 that the parser's 2019 grammar refuses. It changes how long a statement waits or how it resumes, not which lock it takes, so
/// it is blanked, character for character, before a second try.
/// </summary>
internal static class NewerSyntax
{
    private const string Off = "ON|OFF";

    private static readonly Regex LowPriority = Pattern(@"\(\s*WAIT_AT_LOW_PRIORITY\s*\([^()]*\)\s*\)|\bWAIT_AT_LOW_PRIORITY\s*\([^()]*\)");
    private static readonly Regex Resumable = Pattern($@"(,\s*)?\b(RESUMABLE\s*=\s*({Off})|MAX_DURATION\s*=\s*\d+(\s*MINUTES?)?|XML_COMPRESSION\s*=\s*({Off}))");
    private static readonly Regex Distinct = Pattern(@"\bIS\s+(NOT\s+)?DISTINCT\s+FROM\b");
    private static readonly Regex Ledger = Pattern(@"\bWITH\s*\(\s*LEDGER\s*=\s*(ON|OFF)\s*(\([^()]*\)\s*)?\)");
    private static readonly Regex FirstOption = Pattern(@"(?<=\(\s*),");
    private static readonly Regex NoOptions = Pattern(@"\bWITH\s*\(\s*\)");

    /// <summary>The text with newer syntax blanked, of the same length; the same text where there is none.</summary>
    public static string Blank(string sql)
    {
        var blanked = LowPriority.Replace(sql, Spaces);
        blanked = Resumable.Replace(blanked, Spaces);
        blanked = Ledger.Replace(blanked, Spaces);
        blanked = Distinct.Replace(blanked, match => "=".PadRight(match.Length));
        if (blanked == sql)
            return sql;
        blanked = FirstOption.Replace(blanked, " ");
        return NoOptions.Replace(blanked, Spaces);
    }

    private static string Spaces(Match match) => new([.. match.Value.Select(character => character is '\r' or '\n' ? character : ' ')]);

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
