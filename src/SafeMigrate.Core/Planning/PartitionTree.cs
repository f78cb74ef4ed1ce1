using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// What a partitioned table and its partitions get, at any depth: on the whole it is there at once and not valid, on each partition it is built while reads and writes go on,
/// and then let be part of the one above, which locks for an instant only. With the last partition the whole is valid.
/// </summary>
/// <param name="context">The migration so far.</param>
/// <param name="again">It was there before: what partitions got from the whole gets the name that it had.</param>
internal sealed class PartitionTree(PlanContext context, bool again = false)
{
    // Grows with what is planned: the server gives no name twice.
    private Schema schema = context.Schema;

    /// <summary>The steps for an index of a table; of one without partitions a single build.</summary>
    /// <param name="index">The index, with its name.</param>
    /// <param name="title">What is done, for people.</param>
    /// <param name="adopts">Partitions that have the same index already give that, as the server has it.</param>
    public ValueList<Step> Index(Index index, string title, bool adopts = false)
    {
        if (context.Table(index.Table)?.PartitionBy is null)
            return [Steps.Of(title, new CreateIndex(index) { Concurrently = true })];
        schema = schema.Apply(new CreateIndex(index));
        return [.. IndexOf(index, index.Table, title, adopts), Steps.Whole(index.Table with { Name = index.Name! })];
    }

    /// <summary>The steps for a unique constraint or primary key of this name.</summary>
    public ValueList<Step> Key(QualifiedName table, IndexConstraint constraint, string name)
    {
        if (context.Table(table)?.PartitionBy is null)
            return AddUniquePlan.Built(table, constraint, name);
        schema = schema.Apply(AddConstraint.Of(table, constraint with { Name = name }));
        return [.. KeyOf(table, constraint, name), Steps.Whole(table with { Name = name })];
    }

    /// <summary>The indexes of the partitions for a key that takes the place of another one: not part of one of the whole, for the server takes none of those over.</summary>
    public static IEnumerable<Step> KeyParts(PlanContext context, QualifiedName table, Index index) => Leaves(context, table).Select(part =>
        Steps.Of($"build the index of {index.Name} on {part.Name}", new CreateIndex(index with { Table = part.Name, Name = context.Unique("sm_part", part.Name.Name, also: index.Name!) }) { Concurrently = true }));

    /// <summary>The steps for a foreign key of this name. What each partition has proved, the whole takes over without reading a row.</summary>
    public ValueList<Step> ForeignKey(QualifiedName table, ForeignKey key, string name) => !ProvesApart(context, table)
        ? Steps.Validated(table, key, name)
        :
        [
            .. Leaves(context, table).SelectMany(part => Steps.Validated(part.Name, key, name)),
            Steps.Of($"add {name} to {table}, whose partitions have it already", new AddForeignKey(table, key with { Name = name })),
        ];

    /// <summary>The steps for any constraint.</summary>
    public ValueList<Step> Constraint(QualifiedName table, Constraint constraint, string name) => constraint switch
    {
        ForeignKey key => ForeignKey(table, key, name),
        IndexConstraint index and not ExclusionConstraint => Key(table, index, name),
        _ => Steps.Validated(table, constraint, name),
    };

    /// <summary>The constraint that a partition has already and that becomes part of the one of the whole, or null.</summary>
    public static IndexConstraint? Own(Table part, IndexConstraint constraint) =>
        part.Constraints.OfType<IndexConstraint>().FirstOrDefault(own => !own.IsInherited && Same(own, constraint));

    /// <summary>The index that a partition has already and that becomes part of the one of the whole, or null.</summary>
    public static Index? Own(Table part, Index index) => part.Indexes.FirstOrDefault(own => own is { IsInherited: false, IsValid: true } && Same(own, index));

    /// <summary>True where a foreign key cannot be NOT VALID on the whole, but on each partition.</summary>
    public static bool ProvesApart(PlanContext context, QualifiedName table) => context.Table(table)?.PartitionBy is not null && context.Version < 18;

    /// <summary>The steps that take away what a key demanded of these columns. A partition whose index became a key of its own has a NOT NULL of its own from that.</summary>
    public static IEnumerable<Step> AllowNull(PlanContext context, QualifiedName table, IEnumerable<string> columns) => columns.Select(column => Steps.Of(
        $"allow NULL in {table}.{column} again", [new DropNotNull(table, column), .. context.Schema.PartitionsOf(table).Where(part => part.Column(column) is { NotNull: false }).Select(part => new DropNotNull(part.Name, column))]));

    /// <summary>The partitions that hold rows.</summary>
    public static IEnumerable<Table> Leaves(PlanContext context, QualifiedName table) => context.Schema.PartitionsOf(table).Where(part => part.PartitionBy is null);

    /// <summary>The table itself, then its partitions, those of partitions too.</summary>
    public static IEnumerable<Table> All(PlanContext context, QualifiedName table) => context.Table(table) is { } known ? context.Schema.PartitionsOf(table).Prepend(known) : [];

    /// <summary>Why nothing can be built on each partition, or null.</summary>
    public static string? Obstacle(PlanContext context, QualifiedName table) => context.Table(table)?.PartitionBy is null ? null
        : !context.Schema.IsComplete ? $"{table} is partitioned, and its partitions are not known: plan against the database with --connection"
        : context.Schema.PartitionsOf(table).FirstOrDefault(part => part.IsForeign) is { } foreign
            ? $"{foreign.Name} is a partition of {table} whose rows are on another server, which this one can neither change nor check: detach it in an earlier migration and attach it again in a later one"
        : null;

    /// <summary>Why what a partition has cannot become part of the whole, or null: its way back would need a second one on partitions of its own.</summary>
    public static string? Obstacle(PlanContext context, QualifiedName table, Func<Table, string?> own) => context.Schema.PartitionsOf(table)
        .Where(part => part.PartitionBy is not null).Select(part => own(part) is { } name ? $"{part.Name}, a partition of {table}, has {name} for its own partitions: drop it in an earlier migration" : null)
        .FirstOrDefault(reason => reason is not null);

    private IEnumerable<Step> IndexOf(Index index, QualifiedName table, string title, bool adopts)
    {
        if (context.Table(table)?.PartitionBy is null)
            return [Steps.Of(title, new CreateIndex(index) { Concurrently = true })];
        return
        [
            Steps.Of($"{title}, on {table} itself", new CreateIndex(index with { Only = true })),
            .. context.Schema.DirectPartitionsOf(table).ToList().SelectMany(part =>
            {
                var there = adopts ? Own(part, index) : null;
                var own = index with { Table = part.Name, Only = false, Name = null };
                own = there ?? own with { Name = (again ? part.Indexes.FirstOrDefault(former => former.IsInherited && Same(former, index))?.Name : null) ?? Last(new CreateIndex(own), part.Name).Indexes.Last().Name };
                return (there is null ? IndexOf(own, part.Name, $"{title}, on {part.Name}", adopts) : [])
                    .Append(Attached(index.Table with { Name = index.Name! }, part.Name with { Name = own.Name! }));
            }),
        ];
    }

    private IEnumerable<Step> KeyOf(QualifiedName table, IndexConstraint constraint, string name)
    {
        if (context.Table(table)?.PartitionBy is null)
            return AddUniquePlan.Built(table, constraint, name);
        var whole = AddConstraint.Of(table, constraint with { Name = name });
        var only = new RunSql("ALTER TABLE ONLY" + PostgresWriter.Write(whole, context.Version)[0].Substring("ALTER TABLE".Length));
        return
        [
            new Step($"add {name} to {table} itself", [only]) { Sign = whole },
            .. context.Schema.DirectPartitionsOf(table).ToList().SelectMany(part =>
            {
                var there = Own(part, constraint);
                var own = there?.Name ?? (again ? part.Constraints.OfType<IndexConstraint>().FirstOrDefault(former => former.IsInherited && Same(former, constraint))?.Name : null) ?? Last(AddConstraint.Of(part.Name, constraint with { Name = null }), part.Name).Constraints.Last().Name!;
                return (there is null ? KeyOf(part.Name, constraint, own) : []).Append(Attached(table with { Name = name }, part.Name with { Name = own }));
            }),
        ];
    }

    private static bool Same(IndexConstraint one, IndexConstraint other) => one.GetType() == other.GetType() && one.Columns.Equals(other.Columns) && one.Include.Equals(other.Include)
        && one.Deferrable == other.Deferrable && one.InitiallyDeferred == other.InitiallyDeferred
        && (one as UniqueConstraint)?.NullsNotDistinct == (other as UniqueConstraint)?.NullsNotDistinct;

    // As CompareIndexInfo in index.c, which does not look at the order.
    private static bool Same(Index one, Index other) => one.Unique == other.Unique && (one.Method ?? "btree") == (other.Method ?? "btree")
        && one.NullsNotDistinct == other.NullsNotDistinct && one.Include.Equals(other.Include) && Equals(one.Where, other.Where)
        && one.Columns.Select(Unordered).SequenceEqual(other.Columns.Select(Unordered));

    private static IndexColumn Unordered(IndexColumn key) => key with { Descending = false, NullsFirst = null };

    private Table Last(Operation operation, QualifiedName table) => (schema = schema.Apply(operation)).Find(table)!;

    private static Step Attached(QualifiedName index, QualifiedName part) => Steps.Of($"let {part} be part of {index.Name}", new AttachIndex(index, part));
}
