namespace SafeMigrate.Runner.Verification;

/// <summary>Sequences of columns whose rows were given with their numbers.</summary>
internal static class Sequences
{
    /// <summary>Lets them go on behind the rows that are there, so that the versions can leave the numbers to the server.</summary>
    public static Task ContinueAsync(string database, CancellationToken cancellation) => RehearsalSql.RunAsync(
        database,
        """
        DO $continue$
        DECLARE
          one record;
          highest bigint;
        BEGIN
          FOR one IN
            SELECT DISTINCT sequence.oid::regclass AS sequence, owner.oid::regclass AS owner, attname
            FROM pg_depend AS depends
              JOIN pg_class AS sequence ON sequence.relkind = 'S' AND (depends.classid, depends.objid) = ('pg_class'::regclass, sequence.oid) AND depends.deptype IN ('a', 'i')
              JOIN pg_class AS owner ON owner.oid = depends.refobjid
              JOIN pg_attribute ON attrelid = owner.oid AND attnum = depends.refobjsubid
            UNION
            SELECT sequence.oid::regclass, adrelid::regclass, attname
            FROM pg_depend AS depends
              JOIN pg_class AS sequence ON sequence.relkind = 'S' AND (depends.refclassid, depends.refobjid) = ('pg_class'::regclass, sequence.oid)
              JOIN pg_attrdef ON pg_attrdef.oid = depends.objid AND depends.classid = 'pg_attrdef'::regclass
              JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
          LOOP
            BEGIN
              EXECUTE format('SELECT max(%I)::bigint FROM %s', one.attname, one.owner) INTO highest;
              PERFORM setval(one.sequence, highest) FROM pg_sequence WHERE seqrelid = one.sequence AND highest >= coalesce(pg_sequence_last_value(seqrelid), seqstart);
            EXCEPTION WHEN OTHERS THEN NULL; -- A sequence that counts something else.
            END;
          END LOOP;
        END $continue$
        """,
        cancellation);
}
