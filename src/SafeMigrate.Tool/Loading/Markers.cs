namespace SafeMigrate.Tool.Loading;

/// <summary>The marker lines of goose, dbmate, sql-migrate, node-pg-migrate and MyBatis: which parts of a file go up and down, and whether a transaction wraps them.</summary>
/// <param name="Tool">The tool whose markers these are.</param>
/// <param name="Up">The parts that go forward; the first one begins with the file, so that remarks at its top count.</param>
/// <param name="Down">The parts that go back.</param>
/// <param name="InTransaction">False where a marker takes the transaction away.</param>
internal sealed record Markers(string Tool, IReadOnlyList<TextSpan> Up, IReadOnlyList<TextSpan> Down, bool InTransaction)
{
    /// <summary>Null for a file without markers. A marker counts wherever its line begins, in a string as well: the tools do it so.</summary>
    public static Markers? Of(string text)
    {
        if (!text.Contains("-- +goose", StringComparison.OrdinalIgnoreCase)
            && !text.Contains("migrate:", StringComparison.Ordinal)
            && !text.Contains("-- +migrate", StringComparison.OrdinalIgnoreCase)
            && !text.Contains("-- Down Migration", StringComparison.OrdinalIgnoreCase)
            && !text.Contains("@UNDO", StringComparison.Ordinal))
        {
            return null;
        }

        var (up, down) = (new List<TextSpan>(), new List<TextSpan>());
        string? tool = null;
        var (start, isDown, transaction) = (0, false, true);
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is var found and >= 0 ? found + 1 : text.Length;
            if (Marker(text.AsSpan(at, end - at)) is var (by, word, noTransaction))
            {
                transaction &= !noTransaction;
                if (word is not null)
                {
                    // MyBatis marks the way back only: what stands before it goes forward.
                    tool ??= by == "mybatis" ? by : null;
                    Close(start, at, tool is null ? word == "down" : isDown);
                    (start, isDown) = (tool is null && word == "up" ? 0 : at, word == "down");
                }

                tool ??= by;
            }

            at = end;
        }

        Close(start, text.Length, isDown);
        return tool is null ? null : new Markers(tool, up, down, transaction);

        void Close(int from, int to, bool goesBack)
        {
            if (tool is not null && to > from)
                (goesBack ? down : up).Add(TextSpan.Between(from, to));
        }
    }

    private static (string Tool, string? Word, bool NoTransaction)? Marker(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (!line.StartsWith("--", StringComparison.Ordinal))
            return null;

        line = line[2..].TrimStart();
        if (Rest(line, "+goose") is { } goose)
            return ("goose", Word(goose), goose.StartsWith("no transaction", StringComparison.OrdinalIgnoreCase));
        if (Rest(line, "+migrate") is { } migrate)
            return ("sql-migrate", Word(migrate), migrate.Contains("notransaction", StringComparison.OrdinalIgnoreCase));
        if (Rest(line, "migrate:") is { } dbmate)
            return ("dbmate", Word(dbmate), dbmate.Replace(" ", "").Contains("transaction:false", StringComparison.Ordinal));
        if (line.Equals("up migration", StringComparison.OrdinalIgnoreCase))
            return ("node-pg-migrate", "up", false);
        if (line.Equals("down migration", StringComparison.OrdinalIgnoreCase))
            return ("node-pg-migrate", "down", false);
        if (line.Equals("//@UNDO", StringComparison.Ordinal) || line.Equals("@UNDO", StringComparison.Ordinal))
            return ("mybatis", "down", false);
        return null;
    }

    private static string? Rest(ReadOnlySpan<char> line, string word) =>
        line.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? line[word.Length..].Trim().ToString() : null;

    private static string? Word(string rest) => rest.Split(' ')[0].ToLowerInvariant() is ("up" or "down") and var word ? word : null;
}
