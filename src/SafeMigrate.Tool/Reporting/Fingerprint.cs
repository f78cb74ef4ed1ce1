namespace SafeMigrate.Tool.Reporting;

/// <summary>Tells findings apart without line numbers, so that an edit above one does not make it another.</summary>
internal static class Fingerprint
{
    /// <summary>Each finding with its fingerprint; the second of two equal ones has a number behind it.</summary>
    public static IEnumerable<(Finding Finding, string Value)> Of(IReadOnlyList<Finding> findings)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            var value = finding.Fingerprint;
            var number = seen[value] = seen.GetValueOrDefault(value) + 1;
            yield return (finding, number == 1 ? value : $"{value}-{number}");
        }
    }
}
