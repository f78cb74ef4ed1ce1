namespace SafeMigrate.Rules;

/// <summary>How far from an operation a rule looks.</summary>
public enum Within
{
    /// <summary>The transaction that it runs in.</summary>
    Transaction,

    /// <summary>The migration that it belongs to.</summary>
    Migration,

    /// <summary>All migrations.</summary>
    History,
}
