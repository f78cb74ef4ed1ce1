using System.Security.Cryptography;
using System.Text;

namespace SafeMigrate.Tool.Reporting;

/// <summary>Tells findings apart without line numbers, so that an edit above one does not make it another.</summary>
internal static class Fingerprint
{
    /// <summary>Each finding with a hexadecimal fingerprint of its rule, path and text; equal ones are numbered.</summary>
    public static IEnumerable<(Finding Finding, string Value)> Of(IReadOnlyList<Finding> findings)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            var text = string.Join(' ', finding.Location.Source.Slice(finding.Location.Span).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var identity = $"{finding.Rule}\n{finding.Location.Path.TrimStart('.', '/')}\n{text}";
            var number = seen[identity] = seen.GetValueOrDefault(identity) + 1;
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(number == 1 ? identity : $"{identity}\n{number}"));
            yield return (finding, Convert.ToHexStringLower(hash, 0, 16));
        }
    }
}
