namespace SafeMigrate;

/// <summary>The database a migration is written for.</summary>
public enum Dialect
{
    /// <summary>PostgreSQL 14 to 18.</summary>
    Postgres,

    /// <summary>SQL Server 2016 and later, Azure SQL.</summary>
    SqlServer,
}
