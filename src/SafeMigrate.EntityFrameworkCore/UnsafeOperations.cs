namespace SafeMigrate.EntityFrameworkCore;

/// <summary>What happens to an operation that locks the application out, breaks the version that still runs, or fails.</summary>
public enum UnsafeOperations
{
    /// <summary>The migration is refused before any of its commands runs.</summary>
    Refuse,

    /// <summary>
    /// Its safe form runs where it has one: CONCURRENTLY, or NOT VALID and VALIDATE in a transaction of its own. A migration with others is refused.
    /// </summary>
    UseSafeForm,

    /// <summary>It runs, and a warning is logged.</summary>
    Warn,
}
