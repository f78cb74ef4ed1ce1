using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>An index that enforces a constraint cannot be dropped by itself.</summary>
internal sealed class SM0225DropBackingIndex : Rule<Operation>
{
    private static readonly Regex looksUnique = new("(_key[0-9]*|_uniq)$|(^|_)unique(_|$)|^(uq|uk)_", RegexOptions.IgnoreCase);

    public override string Id => "SM0225";
    public override string Name => "drop-backing-index";
    public override Severity Severity => Severity.Error;
    public override string Title => "An index that enforces a constraint is dropped";
    public override string Why => """
        The server refuses DROP INDEX for the index of a primary key or unique constraint. DROP CONSTRAINT drops the index with it, at
        once and not concurrently, and ON CONFLICT of the running version finds no arbiter any more. The same is true of a unique index
        that is no constraint: every INSERT ... ON CONFLICT that names its columns fails.
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

        if (operation is DropIndex index && context.Schema.FindIndex(index.Index) is { Index.Unique: true } unique && IsLost(unique.Table, unique.Index, context))
        {
            yield return Found(operation, $"ON CONFLICT of the running version finds no unique index of {unique.Table.Name} once {index.Index} is gone")
                with
            { Severity = Severity.Warning, Help = "Keep it until no version is left that names its columns in ON CONFLICT" };
        }

        if (operation is DropConstraint constraint && !context.CreatesTable(constraint.Table)
            && IsUnique(constraint, context))
        {
            yield return Found(operation, $"ON CONFLICT and look-ups of the running version lose the index {constraint.Constraint} of {constraint.Table}")
                with
            { Severity = Severity.Warning };
        }
    }

    // Nobody knows a new one; another one over the same columns is as good; and the end of its table or of a column has worse to say.
    private static bool IsLost(Table table, Index index, RuleContext context)
    {
        var columns = new HashSet<string>(index.Columns.Select(key => key.Column ?? ""));
        if (context.CreatesTable(table.Name) || index.Columns.Any(key => key.Column is null) || (index.Name is { } name && context.CreatesIndex(table.Name with { Name = name })))
            return false;

        var others = table.Indexes.Where(other => !ReferenceEquals(other, index) && other is { Unique: true, Where: null }).Select(other => other.Columns.Select(key => key.Column ?? ""));
        var keys = table.Constraints.OfType<IndexConstraint>().Where(key => key is PrimaryKey or UniqueConstraint).Select(key => (IEnumerable<string>)key.Columns);
        return !others.Concat(keys).Any(columns.SetEquals) && !context.OthersAbout(table.Name).Any(other => other.Operation switch
        {
            DropTable => true,
            DropColumn drop => columns.Contains(drop.Column),
            RenameColumn rename => columns.Contains(rename.Column),
            CreateIndex { Index.Unique: true } create => columns.SetEquals(create.Index.Columns.Select(key => key.Column ?? "")),
            AddConstraint { Constraint: IndexConstraint added } => columns.SetEquals(added.Columns),
            _ => false,
        });
    }

    // What no migration here made is judged by its name; the server's own names end in _key. How a new index is built is another rule's business.
    private static bool IsUnique(DropConstraint drop, RuleContext context) => context.Table(drop.Table)?.Constraint(drop.Constraint) switch
    {
        UniqueConstraint unique => !IsReplaced(drop, unique.Columns, context),
        null => !context.Schema.IsComplete && context.Table(drop.Table) is not { IsComplete: true } && looksUnique.IsMatch(drop.Constraint)
            && !IsReplaced(drop, null, context),
        _ => false,
    };

    private static bool IsReplaced(DropConstraint drop, IEnumerable<string>? columns, RuleContext context) =>
        context.LaterAbout(drop.Table, Within.Transaction).Any(later => KeyColumns.ComeBack(later, drop, columns, context));
}
