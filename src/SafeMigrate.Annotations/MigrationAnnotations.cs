namespace SafeMigrate;

/// <summary>What an author says to the plan of a migration. The call does nothing when the migration runs: SafeMigrate reads it in the source.</summary>
public static class MigrationAnnotations
{
    /// <summary>Says what the plan of this change cannot know. Give only what belongs to it: the rest is an error when the migration is read.</summary>
    /// <param name="change">The call that changes the schema, such as FluentMigrator's <c>Alter.Column(...)...</c> or EF Core's <c>AlterColumn</c>.</param>
    /// <param name="up">The new value, an SQL expression over the row's columns: a conversion, or what fills NULLs.</param>
    /// <param name="down">The old value from the new one, an SQL expression.</param>
    /// <param name="phase"><c>expand</c> or <c>contract</c>: when a change that nothing plans runs as it is; of a unique index, when it is built.</param>
    /// <param name="rollback">The SQL that undoes a change that runs as it is.</param>
    /// <param name="strategy"><c>copy</c> or <c>in-place</c>, for a change of type.</param>
    /// <param name="onError"><c>keep</c> or <c>reject</c>: what becomes of a value that does not convert.</param>
    /// <typeparam name="T">Whatever the call gives.</typeparam>
    /// <returns>What the call gave.</returns>
    public static T SafeMigrate<T>(
        this T change, string? up = null, string? down = null, string? phase = null, string? rollback = null, string? strategy = null, string? onError = null)
        where T : class => change;
}
