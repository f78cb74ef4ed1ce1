using SafeMigrate.Locks;

namespace SafeMigrate.Rules;

/// <summary>
/// The locks that a transaction holds on tables that were there before its migration, gathered as it goes on: looking back for each statement
/// anew would make a long transaction quadratic.
/// </summary>
internal sealed class HeldLocks
{
    private readonly Dictionary<string, (RelationLock Lock, Moment Taken)> strongest = [];
    private readonly (RelationLock Lock, Moment Taken, int Order)[] latest = new (RelationLock, Moment, int)[(int)LockMode.AccessExclusive + 1];
    private int transaction;
    private int next;

    /// <summary>The strongest lock of each relation.</summary>
    public IEnumerable<(RelationLock Lock, Moment Taken)> All => strongest.Values;

    /// <summary>The lock of this mode or a stronger one that was taken last; nothing where there is none.</summary>
    public (RelationLock Lock, Moment Taken) Latest(LockMode atLeast)
    {
        var last = latest.Skip((int)atLeast).OrderByDescending(held => held.Order).First();
        return (last.Lock, last.Taken);
    }

    /// <summary>What is held when the statement of a moment begins.</summary>
    /// <param name="history">All moments; those of a transaction are asked for in their order.</param>
    /// <param name="index">The moment's place.</param>
    /// <param name="effectOf">What a moment's operation locks.</param>
    public HeldLocks Before(Timeline history, int index, Func<Moment, LockEffect> effectOf)
    {
        var start = index;
        while (start > 0 && ReferenceEquals(history[start - 1].Statement, history[index].Statement))
            start--;
        if (history[index].Transaction != transaction || start < next)
            Reset(history, index);
        for (; next < start; next++)
            Take(history, next, effectOf(history[next]));
        return this;
    }

    private void Reset(Timeline history, int index)
    {
        (transaction, next) = (history[index].Transaction, index);
        while (next > 0 && history[next - 1].Transaction == transaction)
            next--;
        strongest.Clear();
        Array.Clear(latest, 0, latest.Length);
    }

    // A table that is new after the operation, which may have made it, has nobody who waits.
    private void Take(Timeline history, int index, LockEffect effect)
    {
        var (moment, after) = (history[index], history[index + 1]);
        foreach (var taken in effect.Locks)
        {
            var key = moment.Schema.KeyOf(taken.Relation);
            if (after.NewTables.Contains(key) || moment.NewTables.Contains(key))
                continue;
            latest[(int)taken.Mode] = (taken, moment, index + 1);
            if (!strongest.TryGetValue(key, out var known) || known.Lock.Mode < taken.Mode)
                strongest[key] = (taken, moment);
        }
    }
}
