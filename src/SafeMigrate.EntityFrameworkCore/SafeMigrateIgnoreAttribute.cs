namespace SafeMigrate.EntityFrameworkCore;

/// <summary>On a migration's class: a rule does not count for it.</summary>
/// <param name="rule">The rule's id: <c>SM0201</c>.</param>
/// <param name="reason">Why, for who reads the migration later.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class SafeMigrateIgnoreAttribute(string rule, string reason) : Attribute
{
    /// <summary>The rule's id.</summary>
    public string Rule { get; } = rule;

    /// <summary>Why it does not count.</summary>
    public string Reason { get; } = reason;
}
