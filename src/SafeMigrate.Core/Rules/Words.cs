using System.Text.RegularExpressions;
using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>What a message calls things: the words of the statement, not the names of the code.</summary>
internal static class Words
{
    /// <summary>The operation as SQL says it: <c>ADD COLUMN</c>.</summary>
    public static string Of(Operation operation) => operation switch
    {
        ChangeColumnType => "ALTER COLUMN TYPE",
        SetColumnProperty => "ALTER COLUMN",
        ChangePolicy policy => $"{policy.Change} POLICY",
        SetRowSecurity security => $"{security.Change} ROW LEVEL SECURITY",
        ToggleTrigger toggle => $"{(toggle.Enable ? "ENABLE" : "DISABLE")} TRIGGER",
        AddCheck => "ADD CHECK",
        AddUnique => "ADD UNIQUE",
        OtherStatement => "an earlier statement",
        _ => Regex.Replace(operation.Name, "(?<=[a-z])(?=[A-Z])", " ").ToUpperInvariant(),
    };

    /// <summary>What a lock keeps others from: the table, also where only the name of its index is known.</summary>
    public static string Of((RelationLock Lock, Moment Taken) held) =>
        held.Taken.Operation is DropIndex drop && drop.Index == held.Lock.Relation ? $"the table of {drop.Index}" : $"{held.Lock.Relation}";

    /// <summary>A list as people write it: <c>a, b and c</c>.</summary>
    public static string And(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Count - 1))} and {all[all.Count - 1]}";
    }

    /// <inheritdoc cref="And(IEnumerable{string})"/>
    public static string And(IEnumerable<QualifiedName> names) => And(names.Select(name => name.ToString()));
}
