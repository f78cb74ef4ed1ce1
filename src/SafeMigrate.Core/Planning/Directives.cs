using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>What authors may say to plans. A word that is misspelt or does nothing where it stands is an error: its author believes that it works.</summary>
internal static class Directives
{
    private static readonly string[] Words = ["up", "down", "phase", "strategy", "on-error", "rollback"];

    /// <summary>What is wrong with the remarks at a statement, or null.</summary>
    public static string? Problem(Statement statement) => statement.Directives
        .Where(directive => directive.Name is not ("ignore" or "ignore-file"))
        .Select(directive => Problem(directive, statement))
        .Concat(statement.Directives.GroupBy(directive => directive.Name).Where(group => group.Count() > 1 && Words.Contains(group.Key)).Select(group => $"safemigrate:{group.Key} stands there twice"))
        .FirstOrDefault(problem => problem is not null);

    private static string? Problem(Directive directive, Statement statement) => directive.Name switch
    {
        "up" or "down" when directive.Argument.Length == 0 => $"safemigrate:{directive.Name} needs an expression behind it",
        "up" or "down" when !IsExpression(directive.Argument) => $"safemigrate:{directive.Name} {directive.Argument}: that is no SQL expression",
        "up" when !statement.Operations.Any(operation => operation is AddColumn or RenameColumn or ChangeColumnType or SetNotNull or AddNotNull) => Useless(directive, statement, "adds, renames or changes a column"),
        "down" when !statement.Operations.Any(operation => operation is DropColumn or RenameColumn or ChangeColumnType) => Useless(directive, statement, "drops, renames or changes a column"),
        "phase" when directive.Argument is not ("expand" or "contract") => $"safemigrate:phase {directive.Argument}: the phase is expand or contract",
        "phase" when statement.Whole is null && statement.Operations.Any(HasOrder) => Useless(directive, statement, "has no plan of its own, or builds a unique index"),
        "rollback" when directive.Argument.Length == 0 => "safemigrate:rollback needs the SQL that undoes the statement",
        "rollback" when !statement.Directives.Any(other => other.Name == "phase") => "safemigrate:rollback is the way back of a statement that runs as written: say -- safemigrate:phase too",
        "rollback" when PostgresReader.Read(new SourceText("", directive.Argument)).SelectMany(read => read.Operations).OfType<Unreadable>().FirstOrDefault() is { } unread => $"safemigrate:rollback: {unread.Error}",
        "on-error" when directive.Argument is not ("keep" or "reject") => $"safemigrate:on-error {directive.Argument}: values that cannot be converted are kept as NULL and reported (keep), or fail the write (reject)",
        "on-error" when !statement.Operations.Any(operation => operation is RenameColumn or ChangeColumnType) => Useless(directive, statement, "converts a column"),
        "strategy" when directive.Argument is not ("copy" or "in-place") => $"safemigrate:strategy {directive.Argument}: a change of type is done by copy or in-place",
        "strategy" when !statement.Operations.Any(operation => operation is ChangeColumnType) => Useless(directive, statement, "changes the type of a column"),
        "up" or "down" or "phase" or "rollback" or "on-error" or "strategy" => null,
        _ => $"there is no safemigrate:{directive.Name}; there are {string.Join(", ", Words)}, and ignore for lint",
    };

    private static string Useless(Directive directive, Statement statement, string where) =>
        $"safemigrate:{directive.Name} says nothing about {statement.Operations[0].Name}: it belongs to a statement that {where}";

    private static bool IsExpression(string sql) => PostgresReader.Read(new SourceText("", $"SELECT ({sql})")) is { Count: 1 } read && !read[0].Operations.Any(operation => operation is Unreadable);

    // The order of these is what makes them safe.
    private static bool HasOrder(Operation operation) => operation is CreateTable or DropTable or RenameTable or MoveTable or AddColumn or DropColumn or RenameColumn
        or ChangeColumnType or SetNotNull or DropNotNull or SetDefault or DropDefault or AddCheck or AddForeignKey or DropConstraint or DropIndex or CreateIndex { Index.Unique: false };
}
