using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    // So much is read and sorted in an instant: 8 MB.
    private const int BlocksAtOnce = 1000;

    private static string SwapPartitionIndexesStatement(SwapPartitionIndexes swap)
    {
        string Parts(string index) => $"(SELECT indrelid, relname, relnamespace::regnamespace AS space FROM pg_catalog.pg_partition_tree({Literal(Name(swap.Table with { Name = index }))}) AS part"
            + " JOIN pg_catalog.pg_index ON indexrelid = part.relid JOIN pg_catalog.pg_class c ON c.oid = part.relid WHERE level > 0)";
        return Do($"""
            -- Lets the parts of {OneLine(swap.Table, swap.One)} and {OneLine(swap.Table, swap.Other)} change names.
            DECLARE
              item record;
            BEGIN
              FOR item IN SELECT one.space, one.relname AS one, other.relname AS other FROM {Parts(swap.One)} AS one JOIN {Parts(swap.Other)} AS other USING (indrelid) LOOP
                EXECUTE format('ALTER INDEX %s.%I RENAME TO safemigrate_part', item.space, item.one);
                EXECUTE format('ALTER INDEX %s.%I RENAME TO %I', item.space, item.other, item.one);
                EXECUTE format('ALTER INDEX %s.safemigrate_part RENAME TO %I', item.space, item.other);
              END LOOP;
            END
            """);
    }

    // Of a key that references a partitioned table the server has more rows, which belong to the partitions there.
    private static string NamePartitionKeysStatement(NamePartitionKeys keys) => Do($"""
        -- Names the parts of {OneLine(keys.Table, keys.Constraint)} after it.
        DECLARE
          item record;
        BEGIN
          FOR item IN
            WITH RECURSIVE parts AS (
              SELECT oid, conrelid, conname FROM pg_catalog.pg_constraint WHERE conrelid = {Literal(Name(keys.Table))}::regclass AND conname = {Literal(keys.Constraint)}
              UNION ALL SELECT c.oid, c.conrelid, c.conname FROM parts JOIN pg_catalog.pg_constraint c ON c.conparentid = parts.oid AND c.conrelid <> parts.conrelid)
            SELECT conrelid::regclass AS name, conname FROM parts WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint taken WHERE taken.conrelid = parts.conrelid AND taken.conname = {Literal(keys.Constraint)})
          LOOP
            EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO {InFormat(Quote(keys.Constraint))}', item.name, item.conname);
          END LOOP;
        END
        """);

    private static string ReplacePartitionedKeyStatement(ReplacePartitionedKey replace)
    {
        var (table, key) = (Name(replace.Table), replace.Key with { Name = null, UsingIndex = null });
        var columns = Texts(key.Columns.Concat(key.Include));
        return Do($"""
            -- Puts {OneLine(replace.Table, key.Columns.Count > 0 ? string.Join(", ", key.Columns) : "")} into the place of the primary key of {OneLine(replace.Table, replace.Former)}.
            DECLARE
              names jsonb := (SELECT jsonb_object_agg(conrelid::oid::text, conname) FROM pg_catalog.pg_partition_tree({Literal(table)}) AS part
                JOIN pg_catalog.pg_constraint ON conrelid = part.relid AND contype = 'p' WHERE level > 0);
              found name;
              item record;
            BEGIN
              ALTER TABLE {table} DROP CONSTRAINT {Quote(replace.Former)};
              FOR item IN SELECT part.relid, parentrelid, level, isleaf, coalesce(names ->> part.relid::oid::text, {Literal(replace.Key.Name)}) AS name
                FROM pg_catalog.pg_partition_tree({Literal(table)}) AS part ORDER BY level
              LOOP
                SELECT relname INTO found FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                WHERE i.indrelid = item.relid AND item.isleaf AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT c.relispartition
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conindid = i.indexrelid AND conrelid = i.indrelid) AND i.indnkeyatts = {key.Columns.Count}
                  AND (SELECT array_agg(attname::text ORDER BY place) FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS keys (number, place)
                    JOIN pg_catalog.pg_attribute ON attrelid = i.indrelid AND attnum = keys.number) = {columns} LIMIT 1;
                IF found IS NOT NULL THEN
                  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I PRIMARY KEY USING INDEX %I{Attributes(key)}', item.relid, item.name, found);
                ELSIF item.isleaf AND pg_catalog.pg_relation_size(item.relid) > {BlocksAtOnce} * current_setting('block_size')::bigint THEN
                  RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('partition %s came since the indexes of the new key were built, and has none: run {InFormat($"CREATE UNIQUE INDEX CONCURRENTLY ON %s ({Columns(key.Columns)}){If(key.Include.Count > 0, $" INCLUDE ({Columns(key.Include)})")}")}, then this again', item.relid, item.relid);
                ELSE
                  EXECUTE format('ALTER TABLE ONLY %s ADD CONSTRAINT %I {InFormat(Definition(key))}', item.relid, item.name);
                END IF;
                IF item.level > 0 THEN
                  EXECUTE format('ALTER INDEX %s ATTACH PARTITION %s', (SELECT conindid::regclass FROM pg_catalog.pg_constraint WHERE conrelid = item.parentrelid AND contype = 'p'),
                    (SELECT conindid::regclass FROM pg_catalog.pg_constraint WHERE conrelid = item.relid AND contype = 'p'));
                END IF;
              END LOOP;
            END
            """);
    }

    private static string RememberBoundStatement(RememberBound remember) =>
        $"CREATE TABLE {Function(remember.Kept)} AS SELECT ARRAY(SELECT oid FROM pg_catalog.pg_constraint WHERE conrelid = part.oid AND contype = 'c') AS checks,"
        + $" pg_catalog.pg_get_partition_constraintdef(part.oid) AS bound FROM pg_catalog.pg_class AS part WHERE part.oid = {Literal(Name(remember.Table))}::regclass";

    private static string DropBoundCheckStatement(DropBoundCheck drop) => Do($"""
        -- Drops the check that the server left in the place of the bound of {OneLine(drop.Table, "")}
        DECLARE
          item record;
        BEGIN
          IF to_regclass({Literal(Function(drop.Kept))}) IS NULL THEN
            RETURN;
          END IF;
          FOR item IN SELECT conname FROM pg_catalog.pg_constraint, {Function(drop.Kept)} WHERE conrelid = {Literal(Name(drop.Table))}::regclass AND contype = 'c' AND oid <> ALL (checks)
            AND translate(pg_catalog.pg_get_constraintdef(oid), '()', '') = 'CHECK ' || translate(bound, '()', '')
          LOOP
            EXECUTE format('ALTER TABLE {InFormat(Name(drop.Table))} DROP CONSTRAINT %I', item.conname);
          END LOOP;
          DROP TABLE {Function(drop.Kept)};
        END
        """);

    /// <summary>A query of one row where the partition is one: whether a concurrent detach of it was interrupted.</summary>
    public static string DetachPending(DetachPartition detach) =>
        $"SELECT inhdetachpending FROM pg_catalog.pg_inherits WHERE inhrelid = pg_catalog.to_regclass({Literal(Name(detach.Partition))}) AND inhparent = pg_catalog.to_regclass({Literal(Name(detach.Table))})";
}
