namespace SafeMigrate.Operations;

/// <summary>BEGIN or START TRANSACTION.</summary>
public sealed record BeginTransaction : Operation;

/// <summary>COMMIT or END.</summary>
public sealed record CommitTransaction : Operation;

/// <summary>ROLLBACK of the whole transaction.</summary>
public sealed record RollbackTransaction : Operation;

/// <summary>SET parameter; RESET and SET ... TO DEFAULT have no value.</summary>
/// <param name="Parameter">The parameter in lower case: <c>lock_timeout</c>; <c>all</c> for RESET ALL.</param>
/// <param name="Value">The value as a string, quotes removed; null for the default.</param>
public sealed record SetParameter(string Parameter, string? Value) : Operation
{
    /// <summary>SET LOCAL: until the transaction ends.</summary>
    public bool Local { get; init; }
}

/// <summary>SAVEPOINT.</summary>
/// <param name="Savepoint">Its name.</param>
public sealed record CreateSavepoint(string Savepoint) : Operation;

/// <summary>RELEASE SAVEPOINT, or ROLLBACK TO SAVEPOINT.</summary>
/// <param name="Savepoint">Its name.</param>
/// <param name="Rollback">ROLLBACK TO.</param>
public sealed record EndSavepoint(string Savepoint, bool Rollback) : Operation;
