using SafeMigrate.Locks;

namespace SafeMigrate.Tool.Reporting;

/// <summary>What a statement does on the server, in words.</summary>
internal static class EffectText
{
    /// <summary><c>locks orders AccessExclusive; scans orders; not in a transaction</c>.</summary>
    public static string Of(LockEffect effect)
    {
        var parts = new List<string>();
        Add("locks", effect.Locks.Select(held => $"{held.Relation} {held.Mode}"));
        Add("scans", effect.Scans.Select(relation => relation.ToString()));
        Add("rewrites", effect.Rewrites.Select(relation => relation.ToString()));
        Add("builds an index of", effect.Builds.Select(relation => relation.ToString()));
        if (effect.OutsideTransaction)
            parts.Add("not in a transaction");
        return parts.Count == 0 ? "locks nobody out" : string.Join("; ", parts);

        void Add(string what, IEnumerable<string> relations)
        {
            if (relations.ToList() is { Count: > 0 } list)
                parts.Add($"{what} {string.Join(", ", list)}");
        }
    }
}
