using Npgsql;

namespace SafeMigrate.Runner.Connections;

/// <summary>The server's error codes that decide something.</summary>
internal static class SqlStates
{
    public const string LockNotAvailable = "55P03";
    public const string DeadlockDetected = "40P01";
    public const string InsufficientPrivilege = "42501";
    public const string UndefinedTable = "42P01";
    public const string UndefinedParameter = "42704";
    public const string InvalidParameterValue = "22023";
    public const string InvalidPassword = "28P01";
    public const string InvalidAuthorization = "28000";
    public const string UnknownDatabase = "3D000";
    public const string UniqueViolation = "23505";
    public const string QueryCanceled = "57014";

    /// <summary>Raised by our own function <c>safemigrate.fence</c>.</summary>
    public const string LeaseLost = "SM001";

    /// <summary>Somebody else holds a lock; trying again is the answer.</summary>
    public static bool IsLockTrouble(this PostgresException exception) => exception.SqlState is LockNotAvailable or DeadlockDetected;

    /// <summary>
    /// A row's values are at fault, by the server or by a trigger of the application (RAISE): other rows may well pass.
    /// </summary>
    public static bool IsRowTrouble(this PostgresException exception) => exception.SqlState[..2] is "22" or "23" or "44" or "P0" or "38" or "39";

    /// <summary>The connection or the server went away; the same work can be tried on a new connection.</summary>
    public static bool IsConnectionLost(this NpgsqlException exception) => exception is PostgresException postgres
        ? postgres.SqlState is "57P01" or "57P02" or "57P03" or "57P05" or "25P03" or "53300" || postgres.SqlState.StartsWith("08", StringComparison.Ordinal)
        : exception.InnerException is IOException or System.Net.Sockets.SocketException or TimeoutException or null;
}
