using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>What the server can do online.</summary>
internal enum Edition
{
    /// <summary>Not configured.</summary>
    Unknown,

    /// <summary>Standard, Web and Express: no online index operations, no online schema changes.</summary>
    Standard,

    /// <summary>Enterprise, Developer and Evaluation.</summary>
    Enterprise,

    /// <summary>Azure SQL Database and Managed Instance, which do what Enterprise does.</summary>
    Azure,
}

/// <summary>Reads the option <c>safemigrate_sqlserver_edition</c>.</summary>
internal static class Editions
{
    public static Edition Of(RuleContext context) =>
        context.Configuration.Text("safemigrate_sqlserver_edition")?.Trim().ToLowerInvariant() switch
        {
            "standard" => Edition.Standard,
            "enterprise" => Edition.Enterprise,
            "azure" => Edition.Azure,
            _ => Edition.Unknown,
        };
}
