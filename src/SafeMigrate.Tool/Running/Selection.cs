namespace SafeMigrate.Tool.Running;

/// <summary>Which migrations the user means with <c>--only</c> and <c>--to</c>.</summary>
/// <param name="Only">Versions; empty for all.</param>
/// <param name="To">The last version; null for all.</param>
internal sealed record Selection(IReadOnlyList<string> Only, string? To)
{
    /// <summary>The chosen ones of <paramref name="all"/>, in their order.</summary>
    /// <exception cref="UserErrorException">A version that is not among them.</exception>
    public IReadOnlyList<T> Of<T>(IReadOnlyList<T> all, Func<T, string> version)
    {
        foreach (var wanted in To is null ? Only : [.. Only, To])
        {
            if (!all.Any(one => Means(wanted, version(one))))
                throw new UserErrorException($"there is no migration {wanted}; there are {Listed([.. all.Select(version).Distinct()])}");
        }

        var end = To is null ? all.Count : 1 + all.ToList().FindLastIndex(one => Means(To, version(one)));
        return [.. all.Take(end).Where(one => Includes(version(one)))];
    }

    /// <summary>True where a migration of this version is chosen by <see cref="Only"/>.</summary>
    public bool Includes(string version) => Only.Count == 0 || Only.Any(wanted => Means(wanted, version));

    /// <summary>True where <paramref name="wanted"/> is the version, or its number: 2 means <c>002</c> and <c>2_add_total</c>.</summary>
    public static bool Means(string wanted, string version)
    {
        if (wanted == version)
            return true;
        var digits = version.TakeWhile(char.IsAsciiDigit).Count();
        var isNumber = digits == version.Length || (digits > 0 && version[digits] is '_' or '-');
        return isNumber && wanted.All(char.IsAsciiDigit) && wanted.TrimStart('0') == version[..digits].TrimStart('0');
    }

    private static string Listed(string[] versions) => versions.Length switch
    {
        0 => "none",
        <= 10 => string.Join(", ", versions),
        _ => string.Join(", ", versions.TakeLast(10).Prepend("...")),
    };
}
