using System.Text.RegularExpressions;
using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>One transaction holds every row.</summary>
internal sealed class SM0801UnbatchedUpdate : Rule<Operation>
{
    private const RegexOptions AnyCase = RegexOptions.IgnoreCase | RegexOptions.Singleline;
    private static readonly Regex part = new(@"\s+(?:AND|OR)\s+", AnyCase);
    private static readonly Regex gap = new(
        @"^\(*(NOT\s+)?[\w"".]+(->>?'[^']*')*\)?(\s+IS\s+(NOT\s+)?(NULL|TRUE|FALSE|UNKNOWN)|\s*(=|<>|!=)\s*(''(::\w+)?|'[{\[][}\]]'(::[\w\[\]]+)?|TRUE|FALSE)|\s*(<>|!=)\s*('[^']*'|-?\d+)|\s+\?\s+'[^']*')?\)*$", AnyCase);
    private static readonly Regex column = new(@"(?<![\w""])(?<table>[a-z_][\w]*|""[^""]+"")\.[\w""]+", AnyCase);
    private static readonly Regex subquery = new(@"\bIN\s*\(\s*SELECT\b", AnyCase);
    private static readonly Regex value = new(
        @"((?<table>[\w""]+)\.)?(?<!\w)[\w""]+\s*(=|<|>|<=|>=|IN|BETWEEN|LIKE)\s*(\(\s*)?(E?'(?!')|-?\d|\$|ANY\b)", AnyCase);
    private static readonly Regex target = new(@"^\s*(WITH\b.*)?UPDATE\s+(ONLY\s+)?[\w"".]+\s+(AS\s+)?(?<alias>[\w""]+)\s+SET\b", AnyCase);
    private static readonly Regex limit = new(@"\b(LIMIT\s+(?!ALL\b)|FETCH\s+(FIRST|NEXT)\b)", AnyCase);

    public override string Id => "SM0801";
    public override string Name => "unbatched-update";
    public override Severity Severity => Severity.Warning;
    public override bool DependsOnSize => true;
    public override Dialect? Dialect => null;
    public override string Title => "An UPDATE of all rows in one transaction";
    public override string Why => """
        Every row is locked until the end, so writers wait; every row is written anew, so table and log grow by its size; VACUUM and
        replicas fall behind.
        """;
    public override string Instead => "Fill in batches of some thousand rows by key range, each in a transaction of its own";
    public override string Bad => "UPDATE orders SET state = 'open';";
    public override string Good => "UPDATE orders SET state = 'open' WHERE id BETWEEN 1 AND 5000 AND state IS NULL;";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is Query query && context.Calls.Count > 0 && !limit.IsMatch(query.Sql)
            && query.Reads.FirstOrDefault(read => !context.CreatesTable(read) && !Names.IsOfTheServer(read)) is { } source)
        {
            yield return Found(operation, $"{context.Calls[0].Function} writes for each row that the query finds in {source}, and what it writes stays locked until the transaction ends");
        }

        var table = operation switch
        {
            UpdateRows update when IsWhole(update) => update.Table,
            AddColumn { Column: { ExistingRows: not null, NotNull: false } } add => add.Table,
            _ => null,
        };
        if (table is null || context.CreatesTable(table) || Names.IsOfTheServer(table))
            yield break;

        var held = context.InTransaction ? context.HeldLock(LockMode.AccessExclusive) : default;
        var some = operation is UpdateRows { Where.IsConstant: false } ? "that matches " : "";
        yield return held.Lock is null
            ? Found(operation, $"Every row of {table} {some}stays locked until the transaction ends{(some == "" ? ", and all of them are written anew" : ", however many they are")}")
            : Found(operation, $"Every row of {table} {some}is written while {Words.Of(held.Taken.Operation)} still keeps reads and writes of {Words.Of(held)} waiting") with { Severity = Severity.Error };
    }

    // Without a condition, or with one that bounds nothing: it names no value, so that the number of rows grows with the table. IS NULL is the
    // backfill of a column, a switch parts the table in two, and a comparison of two tables' columns is a join.
    internal static bool IsWhole(UpdateRows update) => !update.Limited
        && (update.Where is null or { IsConstant: true } || FillsGaps(update.Where) || (update.Reads.Count > 0 && IsUnboundJoin(update, update.Where.Sql)));

    private static bool FillsGaps(Expression where) => where.Functions.Count == 0 && part.Split(where.Sql).All(gap.IsMatch);

    // A batch is chosen by a query with a LIMIT. A value that the other table is compared with picks rows of that one, however many of the updated table belong to them.
    private static bool IsUnboundJoin(UpdateRows update, string where)
    {
        var alias = target.Match(update.Sql).Groups["alias"].Value.Trim('"');
        return (subquery.IsMatch(where) || part.Split(where).Any(IsJoin)) && !limit.IsMatch(update.Sql)
            && !value.Matches(where).Cast<Match>().Select(match => match.Groups["table"].Value.Trim('"'))
                .Any(table => table.Length == 0 || table == update.Table.Name || table == alias);
    }

    private static bool IsJoin(string condition) =>
        condition.IndexOf('=') >= 0 && column.Matches(condition).Cast<Match>().Select(match => match.Groups["table"].Value).Distinct().Count() > 1;
}
