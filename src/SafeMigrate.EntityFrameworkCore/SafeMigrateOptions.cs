namespace SafeMigrate.EntityFrameworkCore;

/// <summary>How migrations are judged before they run.</summary>
public sealed class SafeMigrateOptions
{
    private readonly Dictionary<string, string> suppressed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What happens to findings that are errors; warnings are logged, whatever is said here.</summary>
    public UnsafeOperations OnUnsafe { get; set; } = UnsafeOperations.Refuse;

    /// <summary>The oldest major version of PostgreSQL in use, 14 or higher.</summary>
    public int PostgresVersion { get; set; } = 14;

    /// <summary>The rules that do not count, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Suppressed => suppressed;

    /// <summary>Takes a rule out, for all migrations. For one of them it is <see cref="SafeMigrateIgnoreAttribute"/> on its class.</summary>
    /// <param name="rule">The rule's id: <c>SM0501</c>.</param>
    /// <param name="reason">Why it does not count here.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">There is no such rule, or no reason is given.</exception>
    public SafeMigrateOptions Suppress(string rule, string reason)
    {
        if (!Rules.RuleCatalog.All.Any(known => string.Equals(known.Id, rule, StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException($"There is no rule {rule}; docs/rules and 'safemigrate rules' list all.", nameof(rule));
        if (string.IsNullOrWhiteSpace(reason))
            throw new ArgumentException($"Say why {rule} does not count.", nameof(reason));
        suppressed[rule] = reason;
        return this;
    }
}
