using SafeMigrate.Operations;

namespace SafeMigrate.SqlServer.Operations;

/// <summary>ALTER TABLE ... CHECK CONSTRAINT without WITH CHECK: enforced again, but the rows that exist are not looked at.</summary>
/// <param name="Table">The table.</param>
/// <param name="Constraint">The constraint, or null for ALL.</param>
public sealed record EnableConstraint(QualifiedName Table, string? Constraint) : TableOperation(Table);

/// <summary>ALTER TABLE ... NOCHECK CONSTRAINT.</summary>
/// <param name="Table">The table.</param>
/// <param name="Constraint">The constraint, or null for ALL.</param>
public sealed record DisableConstraint(QualifiedName Table, string? Constraint) : TableOperation(Table);
