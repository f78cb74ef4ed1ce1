namespace SafeMigrate.Planning;

/// <summary>Whether an operation's table and column exist, as far as is known.</summary>
internal static class ColumnPresence
{
    /// <summary>What is missing, or null.</summary>
    public static string? Problem(PlanContext context, QualifiedName tableName, string? column = null)
    {
        if (context.Table(tableName) is not { } table)
            return context.Schema.IsComplete ? $"table {tableName} does not exist" : null;
        return column is not null && table.IsComplete && table.Column(column) is null ? $"column {tableName}.{column} does not exist" : null;
    }
}
