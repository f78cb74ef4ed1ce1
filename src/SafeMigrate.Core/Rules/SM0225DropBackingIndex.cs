using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>An index that enforces a constraint cannot be dropped by itself.</summary>
internal sealed class SM0225DropBackingIndex : Rule<Operation>
{
    private static readonly Regex looksUnique = new("(_key[0-9]*|_uniq|_unique)$|^(uq|uk)_", RegexOptions.IgnoreCase);

    public override string Id => "SM0225";
    public override string Name => "drop-backing-index";
    public override Severity Severity => Severity.Error;
    public override string Title => "An index that enforces a constraint is dropped";
    public override string Why => """
        The server refuses DROP INDEX for the index of a primary key or unique constraint. DROP CONSTRAINT drops the index with it, at
        once and not concurrently, and ON CONFLICT of the running version finds no arbiter any more.
        """;
    public override string Instead => "Build the replacement index CONCURRENTLY first, and drop the constraint in a transaction of its own";
    public override string Bad => """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        -- next migration
        DROP INDEX CONCURRENTLY orders_pkey;
        """;
    public override string Good => """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        -- next migration
        CREATE UNIQUE INDEX CONCURRENTLY orders_id ON orders (id);
        -- next migration
        BEGIN;
        ALTER TABLE orders DROP CONSTRAINT orders_pkey;
        ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_id;
        COMMIT;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is DropIndex drop && context.Owner(drop.Index) is { } table)
            yield return Found(operation, $"The server refuses to drop {drop.Index}, because a constraint of {table.Name} needs it");

        if (operation is DropConstraint constraint && !context.CreatesTable(constraint.Table)
            && IsUnique(constraint, context))
        {
            yield return Found(operation, $"ON CONFLICT and look-ups of the running version lose the index {constraint.Constraint} of {constraint.Table}")
                with
            { Severity = Severity.Warning };
        }
    }

    // What no migration here made is judged by its name; the server's own names end in _key.
    private static bool IsUnique(DropConstraint drop, RuleContext context) => context.Table(drop.Table)?.Constraint(drop.Constraint) switch
    {
        UniqueConstraint unique => !IsReplaced(drop, unique, context),
        null => !context.Schema.IsComplete && context.Table(drop.Table) is not { IsComplete: true } && looksUnique.IsMatch(drop.Constraint),
        _ => false,
    };

    // The index comes back before anybody can ask; how it is built is another rule's business.
    private static bool IsReplaced(DropConstraint drop, UniqueConstraint unique, RuleContext context) => context.LaterInTransaction.Select(later => later.Operation)
        .Any(later => later switch
        {
            AddConstraint { Constraint: IndexConstraint added } add => context.Schema.Same(add.Table, drop.Table) && IsSame(added.Columns, unique.Columns),
            CreateIndex { Index: { Unique: true, Where: null } index } create => context.Schema.Same(create.Table, drop.Table)
                && IsSame(index.Columns.Select(key => key.Column ?? ""), unique.Columns),
            _ => false,
        });

    private static bool IsSame(IEnumerable<string> columns, IEnumerable<string> others) => new HashSet<string>(columns).SetEquals(others);
}
