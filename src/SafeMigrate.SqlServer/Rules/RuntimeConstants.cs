namespace SafeMigrate.SqlServer.Rules;

/// <summary>Defaults that are computed once for a statement, whatever the row.</summary>
internal static class RuntimeConstants
{
    // learn.microsoft.com, ALTER TABLE, "Adding NOT NULL columns as an online operation": the value must not differ from row to row.
    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "getdate", "getutcdate", "sysdatetime", "sysutcdatetime", "sysdatetimeoffset", "currenttimestamp", "current_timestamp",
        "suser_sname", "suser_name", "user_name", "user", "currentuser", "sessionuser", "systemuser", "system_user", "session_user",
        "host_name", "app_name", "db_name", "db_id", "convert", "cast", "dateadd", "datefromparts", "isnull", "coalesce", "upper", "lower", "concat",
    };

    public static bool Is(Expression expression) =>
        expression.IsConstant || (expression.Columns.Count == 0 && expression.Functions.Count > 0 && expression.Functions.All(Functions.Contains));
}
