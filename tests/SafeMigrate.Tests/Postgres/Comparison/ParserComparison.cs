using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Postgres.Comparison;

/// <summary>Holds our reader against PostgreSQL's parser, text by text.</summary>
internal sealed class ParserComparison
{
    // Of these the tables and columns are compared; of others the kind is enough.
    private static readonly string[] Named = ["CreateStmt", "AlterTableStmt", "IndexStmt", "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "TruncateStmt", "LockStmt"];

    private readonly List<string> differences = [];

    public int Accepted { get; private set; }

    public int Agreed { get; private set; }

    public IReadOnlyList<string> Differences => differences;

    /// <summary>The figure for the log: how many of the statements that PostgreSQL accepts are read the same way.</summary>
    public string Agreement => $"{Agreed} of {Accepted} statements agree ({100.0 * Agreed / Math.Max(1, Accepted):F3} %)";

    public static ParserComparison Of(IReadOnlyList<string> texts)
    {
        var known = KnownDisagreements.Read();
        var comparison = new ParserComparison();
        foreach (var (text, answer) in texts.Zip(LibPgQuery.Parse(texts)))
        {
            if (!known.Contains(text))
                comparison.Compare(text, answer);
        }

        return comparison;
    }

    private void Compare(string text, LibPgQuery.Answer answer)
    {
        var ours = PostgresReader.Read(new SourceText("", text));
        var error = ours.SelectMany(statement => statement.Operations).OfType<Unreadable>().FirstOrDefault()?.Error;
        if (answer.Statements is not { } theirs)
        {
            if (error is null && ours.Count > 0)
                differences.Add($"only ours accepts ({answer.Error}): {text}");
            return;
        }

        Accepted += theirs.Length;
        if (error is not null)
            differences.Add($"only PostgreSQL accepts ({error}): {text}");
        else if (ours.Count != theirs.Length)
            differences.Add($"{ours.Count} statements, not {theirs.Length}: {text}");
        else
            Agreed += ours.Zip(theirs).Count(pair => Agree(text, pair.First, pair.Second));
    }

    private bool Agree(string text, Statement ours, LibPgQuery.Parsed theirs)
    {
        var difference = ours.Kind != theirs.Kind ? $"{ours.Kind}, not {theirs.Kind}"
            : !ours.Subcommands.SequenceEqual(theirs.Subcommands) ? $"{ours.Subcommands}, not {string.Join(", ", theirs.Subcommands)}"
            : !SamePlace(text, ours.Location, theirs) ? $"bytes {ours.Location.ByteOffset} to {ours.Location.ByteOffset + ours.Location.ByteLength}, not {theirs.Offset} to {theirs.Offset + theirs.Length}"
            : Named.Contains(ours.Kind) && theirs.Facts is not null ? FactsDifference(ours, theirs, theirs.Facts)
            : null;
        if (difference is not null)
            differences.Add($"{difference}: {text}");
        return difference is null;
    }

    // PostgreSQL's places may begin with blanks and comments.
    private static bool SamePlace(string text, Location ours, LibPgQuery.Parsed theirs)
    {
        var (start, end) = (ours.ByteOffset, ours.ByteOffset + ours.ByteLength);
        if (start < theirs.Offset || end > theirs.Offset + theirs.Length)
            return false;
        var bytes = System.Text.Encoding.UTF8.GetBytes(text).AsSpan();
        return PostgresReader.Read(new SourceText("", System.Text.Encoding.UTF8.GetString(bytes[theirs.Offset..start]))).Count == 0
            && PostgresReader.Read(new SourceText("", System.Text.Encoding.UTF8.GetString(bytes[end..(theirs.Offset + theirs.Length)]))).Count == 0;
    }

    private static string? FactsDifference(Statement ours, LibPgQuery.Parsed parsed, string[] theirs)
    {
        // A name may be a table's before it is a WITH query's; libpg-query's side does not follow that.
        var facts = StatementFacts.Of(ours).Where(fact => !parsed.CommonTables.Contains(fact["table ".Length..]) || !fact.StartsWith("table ")).ToList();
        var (only, missing) = (facts.Except(theirs).ToList(), theirs.Except(facts).ToList());
        return only.Count + missing.Count == 0 ? null : $"[{string.Join("; ", only)}] too many, [{string.Join("; ", missing)}] missing";
    }
}

/// <summary>The texts in <c>known-disagreements.txt</c>, each behind a comment with its reason.</summary>
internal static class KnownDisagreements
{
    public static HashSet<string> Read() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Postgres", "Comparison", "known-disagreements.txt")).Where(line => line != "" && !line.StartsWith('#'))];
}
