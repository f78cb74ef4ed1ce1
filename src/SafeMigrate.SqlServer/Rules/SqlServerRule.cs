using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A rule for SQL Server about one kind of operation.</summary>
/// <typeparam name="TOperation">The kind.</typeparam>
public abstract class SqlServerRule<TOperation> : Rule<TOperation>
    where TOperation : Operation
{
    /// <inheritdoc/>
    public sealed override Dialect? Dialect => SafeMigrate.Dialect.SqlServer;

    /// <summary>True for a table that this migration created, and for a temporary one.</summary>
    protected static bool IsNew(QualifiedName table, RuleContext context) =>
        context.CreatesTable(table) || table.Name.StartsWith("#", StringComparison.Ordinal);
}
