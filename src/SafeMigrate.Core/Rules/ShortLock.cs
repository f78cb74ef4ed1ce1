using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>
/// A lock that the statement itself needs for a moment only, as ADD COLUMN does. It locks out nobody for long, unless the same transaction goes on
/// to read, write or build something while it holds the lock.
/// </summary>
internal static class ShortLock
{
    /// <summary>The finding as it is, a note; or as a warning that names the slow work which makes the lock last.</summary>
    public static Finding Judge(Finding finding, RuleContext context) =>
        SlowWork(context) is { } slow
            ? finding with { Severity = Severity.Warning, Message = $"{finding.Message}; {Words.Of(slow.Operation)} in the same transaction makes that last" }
            : finding;

    // Locks are held until the end of the transaction: what ran before needs none of this one. A statement's own clauses run in any order.
    private static Moment? SlowWork(RuleContext context) => context.EarlierInTransaction.TakeWhile(other => ReferenceEquals(other.Statement, context.Statement))
        .Concat(context.LaterInTransaction).FirstOrDefault(other => IsSlow(other, context));

    private static bool IsSlow(Moment other, RuleContext context) => other.Operation switch
    {
        UpdateRows update => !IsNew(update.Table, other, context) && !SM0803DataChangeUnderLock.NamesRows(update.Table, update.Where, context),
        DeleteRows delete => !IsNew(delete.Table, other, context) && !SM0803DataChangeUnderLock.NamesRows(delete.Table, delete.Where, context),
        InsertRows insert => insert.FromQuery && insert.Reads.Any(table => !IsNew(table, other, context)),
        DataOperation or CreateTable => false,

        // A key that is dropped and added again: what is said about the new one is to be mended, and then the lock is short.
        AddForeignKey add when Replaces(add, context) => false,
        _ => context.EffectOf(other) is var effect && effect.Scans.Concat(effect.Rewrites).Concat(effect.Builds).Any(table => !IsNew(table, other, context)),
    };

    private static bool Replaces(AddForeignKey add, RuleContext context) => context.EarlierInTransaction.Any(other => IsDropOf(add, other.Operation, context))
        || context.LaterInTransaction.Any(other => IsDropOf(add, other.Operation, context)) || context.Statement.Operations.Any(own => IsDropOf(add, own, context));

    private static bool IsDropOf(AddForeignKey add, Operation other, RuleContext context) =>
        other is DropConstraint drop && drop.Constraint == add.Constraint.Name && context.Schema.Same(drop.Table, add.Table);

    private static bool IsNew(QualifiedName table, Moment at, RuleContext context) =>
        at.NewTables.Contains(context.Schema.KeyOf(table)) || (at.Operation is CreateTable create && context.Schema.Same(create.Table, table));
}
