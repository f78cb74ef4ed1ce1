namespace SafeMigrate.Tool.Reporting;

/// <summary>The notes of a report by rule: what each is about, how often, and where first.</summary>
internal static class NoteList
{
    private const int MostPlaces = 3;

    public static void Write(LintResult result, Style style, TextWriter output)
    {
        var byRule = new Dictionary<string, List<Finding>>(StringComparer.Ordinal);
        foreach (var finding in result.Findings)
        {
            if (finding.Severity != Severity.Note)
                continue;
            if (!byRule.TryGetValue(finding.Rule, out var notes))
                byRule[finding.Rule] = notes = [];
            notes.Add(finding);
        }

        if (byRule.Count == 0)
            return;
        output.WriteLine(style.Dim("Notes, which --verbose shows in full:"));
        foreach (var notes in byRule.Values.OrderBy(notes => notes[0].Rule, StringComparer.Ordinal))
        {
            output.WriteLine($"{style.Of(Severity.Note, $"{Words.Of(Severity.Note)} {notes[0].Rule}")} {style.Dim(notes[0].RuleName)}");
            output.WriteLine($"  {Text(notes, result)}");
            output.WriteLine($"  {style.Dim("-->")} {Places(notes)}");
        }

        output.WriteLine();
    }

    // One note says what will happen; of several, only the rule's title is true of all.
    private static string Text(List<Finding> notes, LintResult result)
    {
        var title = result.Rules.FirstOrDefault(rule => rule.Id == notes[0].Rule)?.Title ?? notes[0].Message;
        return notes.Count == 1 ? notes[0].Message : $"{title} ({notes.Count} times)";
    }

    private static string Places(List<Finding> notes)
    {
        var first = string.Join(", ", notes.Take(MostPlaces).Select(note => note.Location.ToString()));
        return notes.Count > MostPlaces ? $"{first} and {notes.Count - MostPlaces} more" : first;
    }
}
