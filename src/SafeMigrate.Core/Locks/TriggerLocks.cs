using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>Triggers, rules and policies: metadata only, but under strong locks.</summary>
internal static class TriggerLocks
{
    public static LockEffect? Of(Operation operation, EffectBuilder effect, int version) => operation switch
    {
        CreateTrigger create => Creating(create, effect),
        ToggleTrigger toggle => effect.LockTree(toggle.Table, LockMode.ShareRowExclusive),
        DropTrigger drop => effect.Alter(drop.Table),
        RenameTrigger rename => version >= 15 ? effect.Alter(rename.Table) : effect.Lock(rename.Table, LockMode.AccessExclusive),
        CreateRule or DropRule or ToggleRule or ChangePolicy => effect.Lock(((TableOperation)operation).Table, LockMode.AccessExclusive),
        _ => null,
    };

    private static LockEffect Creating(CreateTrigger create, EffectBuilder effect)
    {
        effect.LockTree(create.Table, LockMode.ShareRowExclusive);
        return create.From is { } from ? effect.Lock(from, LockMode.AccessShare) : effect;
    }
}
