using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>Extended statistics and aggregates: no version names the ones, and the old version does not know the others. They come before the deploy, and a rollback drops them.</summary>
internal sealed class DefinedObjectPlan : OperationPlan
{
    private const string Name = @"(?<name>(?:""(?:[^""]|"""")+""|[\w$]+)(?:\.(?:""(?:[^""]|"""")+""|[\w$]+))?)";

    private static readonly Regex statistics = new($@"^CREATE\s+STATISTICS\s+(?!ON\b|IF\b){Name}\s*(?:\(|ON\b)", RegexOptions.IgnoreCase);

    private static readonly Regex aggregate = new($@"^CREATE\s+AGGREGATE\s+{Name}\s*(?<arguments>\([^()]*\))\s*\(", RegexOptions.IgnoreCase);

    public override bool Handles(Operation operation) => operation is OtherStatement other && Drop(other) is not null;

    public override Plan Create(Operation operation, PlanContext context)
    {
        var other = (OtherStatement)operation;
        if (context.Said("phase") is not null)
            return new AsWrittenPlan().Create(operation, context);
        var (run, drop) = (Steps.Of("as written", new RunSql(other.Sql)), Steps.Of("drop it", new RunSql(Drop(other)!)));

        // Until contract a column that is renamed or retyped has two places, of which one goes.
        var moves = context.Migration.Operations.Any(change => change is RenameTable or MoveTable or RenameColumn or ChangeColumnType);
        return moves
            ? new Plan([]) { Strategy = "As written when no old version is left, for names and types change then", Contract = [run], Revert = [drop] }
            : new Plan([]) { Strategy = "As written, before the deploy", Expand = [run], Rollback = [drop] };
    }

    private static string? Drop(OtherStatement other) => other.Kind switch
    {
        "CreateStatsStmt" when statistics.Match(other.Sql) is { Success: true } match => $"DROP STATISTICS IF EXISTS {match.Groups["name"]}",
        "DefineStmt" when aggregate.Match(other.Sql) is { Success: true } match => $"DROP AGGREGATE IF EXISTS {match.Groups["name"]}{match.Groups["arguments"]}",
        _ => null,
    };
}
