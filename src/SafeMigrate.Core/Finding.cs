namespace SafeMigrate;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Worth knowing; never fails a build.</summary>
    Note,

    /// <summary>Likely to hurt a busy database or a version that still runs.</summary>
    Warning,

    /// <summary>Locks out the application, breaks the version that still runs, or fails.</summary>
    Error,
}

/// <summary>One thing that a rule has to say about one place.</summary>
/// <param name="Rule">The rule's id: <c>SM0003</c>.</param>
/// <param name="RuleName">The rule's name in kebab case: <c>set-not-null</c>.</param>
/// <param name="Severity">After configuration and the size of the table.</param>
/// <param name="Location">The clause, call or statement it is about.</param>
/// <param name="Message">What will happen, with names; one sentence without a full stop.</param>
/// <param name="Help">What to do instead; one sentence without a full stop.</param>
public sealed record Finding(string Rule, string RuleName, Severity Severity, Location Location, string Message, string Help)
{
    /// <summary>The index of the statement in its file, from 0.</summary>
    public int Statement { get; init; }

    /// <summary>The operation's name (<c>SetNotNull</c>), or "" for a finding about the file.</summary>
    public string Operation { get; init; } = "";

    /// <summary>A text edit that makes the finding go away, or null.</summary>
    public Fix? Fix { get; init; }

    /// <summary>
    /// The same for the same hazard after other lines changed: 16 hexadecimal digits of the rule, the file's name and the text it is about, blanks
    /// aside. A baseline that holds one twice means two findings.
    /// </summary>
    public string Fingerprint
    {
        get
        {
            var file = Location.Path.Substring(Location.Path.LastIndexOf('/') + 1);
            var words = Location.Source.Slice(Location.Span).Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
            using var sha = System.Security.Cryptography.SHA256.Create();
            var hash = sha.ComputeHash(System.Text.Encoding.UTF8.GetBytes($"{Rule}\n{file}\n{string.Join(" ", words)}"));
            return string.Concat(hash.Take(8).Select(part => part.ToString("x2")));
        }
    }
}

/// <summary>A change of the source text that makes a finding go away.</summary>
/// <param name="Title">What it does, for a menu: <c>Build the index CONCURRENTLY</c>.</param>
/// <param name="Edits">Replacements that do not overlap, in the order of their places.</param>
public sealed record Fix(string Title, ValueList<TextEdit> Edits);

/// <summary>Puts <paramref name="NewText"/> in the place of what stands at <paramref name="Location"/>.</summary>
/// <param name="Location">What is replaced; an empty span inserts.</param>
/// <param name="NewText">The new text.</param>
public sealed record TextEdit(Location Location, string NewText);
