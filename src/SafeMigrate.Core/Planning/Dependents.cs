using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>What hangs on a column besides indexes and constraints: what of it moves with the column, what stands in the way, what a person must look at.</summary>
internal static class Dependents
{
    private static readonly string[] Carried = ["grant", "statistics target", "storage", "options"];

    private static readonly string[] Movable = ["view", "policy", "function", "trigger", "statistics", "publication", "replica identity", "cluster order"];

    /// <summary>Why the column cannot be replaced by another one, or null.</summary>
    public static string? Obstacle(Table table, Column column) => Of(table, column).FirstOrDefault(dependent => !IsForeignKey(dependent)
        && !Carried.Contains(dependent.Kind) && !Movable.Contains(dependent.Kind)) is { } dependent
        ? Refusal(dependent, $"{table.Name}.{column.Name}")
        : null;

    /// <summary>Why the column cannot have a copy under a second name, or null.</summary>
    public static string? AliasObstacle(Table table, Column column) => Of(table, column).FirstOrDefault(dependent => dependent.Kind == "trigger") is { } trigger
        ? $"{trigger} fires on {table.Name}.{column.Name} and would not see what the new version writes: drop it in an earlier migration, and create it on the new name in a later one"
        : Of(table, column).FirstOrDefault(dependent => dependent.Kind.StartsWith("trigger of a change", StringComparison.Ordinal)) is { } open
            ? Refusal(open, $"{table.Name}.{column.Name}")
            : null;

    /// <summary>What hangs on the column of a partition alone and cannot be moved, or null.</summary>
    public static Dependent? OfPart(Table part, Column column) => Of(part, column).FirstOrDefault(dependent => Movable.Contains(dependent.Kind));

    /// <summary>What keeps the column from being dropped, or null; grants, statistics and settings go with it.</summary>
    public static Dependent? OfDropped(Table table, Column column) =>
        Of(table, column).FirstOrDefault(dependent => !Carried.Contains(dependent.Kind) && dependent.Kind is not ("statistics" or "cluster order"));

    /// <summary>What keeps the table from being dropped besides foreign keys, or null; what is its own goes with it.</summary>
    public static Dependent? OfDropped(Table table) => table.Dependents.FirstOrDefault(dependent => !Carried.Contains(dependent.Kind) && !IsForeignKey(dependent)
        && dependent.Kind is not ("trigger" or "policy" or "generated column" or "statistics" or "publication" or "comment" or "cluster order" or "replica identity" or "constraint" or "index"));

    /// <summary>Gives the copy what the column has; nothing where the catalog says that there is nothing.</summary>
    public static IEnumerable<Operation> Properties(PlanContext context, Table table, Column from, Column to) =>
        !context.Schema.IsComplete || Of(table, from).Any(dependent => Carried.Contains(dependent.Kind))
            ? [new CopyProperties(table.Name, from.Name, to.Name, from.Type == to.Type)]
            : [];

    /// <summary>True where something has to be moved from the column to its replacement.</summary>
    public static bool Any(Table table, Column column) => Of(table, column).Any(dependent => Movable.Contains(dependent.Kind));

    /// <summary>What a person has to look at, because only text tells of it.</summary>
    public static ValueList<string> Notes(PlanContext context, Table table, Column column, string until) =>
        context.Schema.Routines.Where(routine => Mentions(routine, table, column.Name)).Select(routine =>
            $"The text of function {routine.Name} names {column.Name}: look whether it means {table.Name}.{column.Name}, and replace it at {until}").ToValueList();

    private static IEnumerable<Dependent> Of(Table table, Column column) => table.Dependents.Where(dependent => dependent.Column == column.Name);

    private static bool IsForeignKey(Dependent dependent) => dependent.Kind.StartsWith("foreign key", StringComparison.Ordinal);

    private static string Refusal(Dependent dependent, string column) => dependent.Kind switch
    {
        "materialized view" => $"{dependent} is filled from {column} and would have to be filled again under a lock: drop it in an earlier migration and create it again in a later one",
        "generated column" => $"{dependent} is computed from {column}, and the server would compute it again for every row under a lock: drop it in an earlier migration and add it again in a later one",
        _ => $"{dependent} depends on {column} and would stay with the old column: drop it in an earlier migration and create it again in a later one",
    };

    // A trigger function need not name its table.
    private static bool Mentions(Routine routine, Table table, string column)
    {
        bool Has(string word) => Regex.IsMatch(routine.Body, $@"(?<![\w$]){Regex.Escape(word)}(?![\w$])", RegexOptions.IgnoreCase);
        return Has(column) && (Has(table.Name.Name) || Has("NEW") || Has("OLD"));
    }
}
