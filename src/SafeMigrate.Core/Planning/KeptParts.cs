using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// The way back for what a partitioned table got and a partition had before: with that of the whole the server drops that of the partition too, which is part of it by then. So a
/// second one is built before, and takes the place.
/// </summary>
internal static class KeptParts
{
    /// <summary>The steps that drop an index.</summary>
    public static ValueList<Step> Dropped(PlanContext context, Index index)
    {
        var whole = context.Table(index.Table)?.PartitionBy is not null;
        var drop = new DropIndex(index.Table with { Name = index.Name! }) { Concurrently = !whole, IfExists = true };
        var kept = whole && !index.Only ? Kept(context, index.Table, part => PartitionTree.Own(part, index)).ToList() : [];
        return Dropped(context, $"drop {index.Name}", [drop], kept, (own, twin) => $"ALTER INDEX {PostgresWriter.Name(twin)} RENAME TO {PostgresWriter.Quote(own.Name!)}");
    }

    /// <summary>The steps that drop a unique constraint or primary key.</summary>
    public static ValueList<Step> Dropped(PlanContext context, QualifiedName table, IndexConstraint constraint, string name)
    {
        Operation[] drop = [new DropConstraint(table, name) { IfExists = true }, new DropIndex(table with { Name = name }) { IfExists = true }];
        var kept = context.Table(table)?.PartitionBy is null ? [] : Kept(context, table, part => PartitionTree.Own(part, constraint) is { } own ? AddUniquePlan.IndexOf(part.Name, own, own.Name!) : null).ToList();
        return Dropped(context, $"drop {name}", drop, kept, (own, twin) => PostgresWriter.Write(
            AddConstraint.Of(own.Table, constraint with { Name = own.Name, UsingIndex = twin.Name, Columns = [], Include = [], With = null, Tablespace = null }), context.Version)[0]);
    }

    private static ValueList<Step> Dropped(PlanContext context, string title, Operation[] drop, List<Index> kept, Func<Index, QualifiedName, string> place)
    {
        var twins = kept.Select(own => (Own: own, Twin: own.Table with { Name = context.Unique("sm_kept", own.Name!, also: own.Table.ToString()) })).ToList();
        return
        [
            .. twins.Select(pair => Steps.Of($"build a second {pair.Own.Name}, which stays", new CreateIndex(pair.Own with { Name = pair.Twin.Name }) { Concurrently = true }) with { Sign = drop[0] }),
            Steps.Of(title, [.. drop, .. twins.Select(pair => new RunSql(Placed(pair.Own, pair.Twin, place(pair.Own, pair.Twin))))]),
        ];
    }

    // Where the whole had not got so far, the partition's own is there still.
    private static string Placed(Index own, QualifiedName twin, string place) => "DO " + PostgresWriter.DollarQuoted($"""
        BEGIN
          IF pg_catalog.to_regclass({PostgresWriter.Literal(PostgresWriter.Name(own.Table with { Name = own.Name! }))}) IS NULL THEN
            {place};
          ELSE
            DROP INDEX {PostgresWriter.Name(twin)};
          END IF;
        END
        """);

    // What is below a part that is kept belongs to that part.
    private static IEnumerable<Index> Kept(PlanContext context, QualifiedName table, Func<Table, Index?> own) => context.Schema.DirectPartitionsOf(table)
        .SelectMany(part => own(part) is { } there ? [there] : part.PartitionBy is null ? [] : Kept(context, part.Name, own));
}
