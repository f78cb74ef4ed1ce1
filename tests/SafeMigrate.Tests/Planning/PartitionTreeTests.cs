namespace SafeMigrate.Tests.Planning;

public class PartitionTreeTests
{
    private const string Tree = """
        CREATE TABLE owners (id int PRIMARY KEY);
        CREATE TABLE t (k int NOT NULL, r text NOT NULL, a int) PARTITION BY RANGE (k);
        CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100) PARTITION BY LIST (r);
        CREATE TABLE t1_eu PARTITION OF t1 FOR VALUES IN ('eu');
        CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200);
        """;

    [Fact]
    public void A_key_is_built_on_the_deepest_partitions_and_attached_level_by_level() => Assert.Equal(
        """
        ALTER TABLE ONLY t ADD CONSTRAINT t_pkey PRIMARY KEY (k, r);
        ALTER TABLE ONLY t1 ADD CONSTRAINT t1_pkey PRIMARY KEY (k, r);
        CREATE UNIQUE INDEX CONCURRENTLY t1_eu_pkey ON t1_eu (k, r);
        ALTER TABLE t1_eu ADD CONSTRAINT t1_eu_pkey PRIMARY KEY USING INDEX t1_eu_pkey;
        ALTER INDEX t1_pkey ATTACH PARTITION t1_eu_pkey;
        ALTER INDEX t_pkey ATTACH PARTITION t1_pkey;
        CREATE UNIQUE INDEX CONCURRENTLY t2_pkey ON t2 (k, r);
        ALTER TABLE t2 ADD CONSTRAINT t2_pkey PRIMARY KEY USING INDEX t2_pkey;
        ALTER INDEX t_pkey ATTACH PARTITION t2_pkey
        """.ReplaceLineEndings("\n"),
        Before(Planned.One("ALTER TABLE t ADD PRIMARY KEY (k, r)", Tree).Contract.Sql(), ";\nDO "));

    [Fact]
    public void A_table_with_partitions_is_attached_once_it_has_the_indexes() => Assert.Contains(
        "t3 has partitions and no index like tr of t: create it on t3 in an earlier migration",
        Planned.Refusal(
            "ALTER TABLE t ATTACH PARTITION t3 FOR VALUES FROM (200) TO (300)",
            Tree + "CREATE INDEX tr ON t (r); CREATE TABLE t3 (k int NOT NULL, r text NOT NULL, a int) PARTITION BY LIST (r);"));

    [Fact]
    public void A_foreign_key_is_proved_by_each_partition_with_rows_before_the_whole_has_it() => Assert.Equal(
        """
        ALTER TABLE t1_eu ADD CONSTRAINT o FOREIGN KEY (a) REFERENCES owners NOT VALID;
        ALTER TABLE t1_eu VALIDATE CONSTRAINT o;
        ALTER TABLE t2 ADD CONSTRAINT o FOREIGN KEY (a) REFERENCES owners NOT VALID;
        ALTER TABLE t2 VALIDATE CONSTRAINT o;
        ALTER TABLE t ADD CONSTRAINT o FOREIGN KEY (a) REFERENCES owners
        """.ReplaceLineEndings("\n"),
        Planned.One("ALTER TABLE t ADD CONSTRAINT o FOREIGN KEY (a) REFERENCES owners", Tree).Contract.Sql());

    [Fact]
    public void What_a_partition_has_already_becomes_part_of_the_whole_and_stays_when_the_whole_goes()
    {
        var plan = Planned.One("CREATE INDEX ON t (a)", Tree + "CREATE INDEX mine ON t2 (a DESC);");

        Assert.Contains("ALTER INDEX t_a_idx ATTACH PARTITION mine", plan.Backfill.Sql());
        Assert.DoesNotContain(" ON t2 ", plan.Backfill.Sql());
        Assert.Matches(@"CREATE INDEX CONCURRENTLY (sm_kept_mine_\w+) ON t2 \(a DESC\);\nDROP INDEX IF EXISTS t_a_idx;\nDO [^;]*ALTER INDEX \1 RENAME TO mine;", plan.Rollback.Sql());
    }

    [Fact]
    public void Names_that_are_cut_to_their_length_are_given_once()
    {
        var name = new string('p', 60);
        var plan = Planned.One("CREATE INDEX ON t (a)", $"""
            CREATE TABLE t (k int, a int) PARTITION BY LIST (k);
            CREATE TABLE {name}_1 PARTITION OF t FOR VALUES IN (1);
            CREATE TABLE {name}_2 PARTITION OF t FOR VALUES IN (2);
            """);

        Assert.Contains($"{name[..57]}_a_idx ON {name}_1", plan.Backfill.Sql());
        Assert.Contains($"{name[..56]}_a_idx1 ON {name}_2", plan.Backfill.Sql());
    }

    [Theory]
    [InlineData("ALTER TABLE t ALTER r TYPE varchar(10)", "t1.r is part of the partition key")]
    [InlineData("ALTER TABLE t1 DETACH PARTITION t1_eu", "foreign key far_key of far references t")]
    [InlineData("DROP TABLE t1_eu", "foreign key far_key of far references t")]
    [InlineData("ALTER TABLE t ALTER a TYPE bigint", "part_a_fkey of part references t2, a partition")]
    public void What_a_partition_has_by_itself_may_stand_in_the_way(string change, string reason) => Assert.StartsWith(
        reason, Planned.Refusal(change, Tree + "ALTER TABLE t2 ADD UNIQUE (a); CREATE TABLE part (a int REFERENCES t2 (a)); CREATE TABLE far (k int CONSTRAINT far_key REFERENCES t (k));"));

    [Fact]
    public void A_column_whose_name_is_in_that_of_the_partition_key_is_none_of_it() =>
        Assert.NotEmpty(Planned.One("ALTER TABLE t ALTER a TYPE bigint", "CREATE TABLE t (day date, a int) PARTITION BY RANGE (day);").Expand);

    [Theory]
    [InlineData("ALTER TABLE t ADD PRIMARY KEY (k, r, a)", "t2, a partition of t, has a primary key of its own over k, r")]
    [InlineData("CREATE INDEX ON t (a)", "t1, a partition of t, has t1_a_idx for its own partitions")]
    [InlineData("ALTER TABLE far ADD UNIQUE (k)", "far1 is a partition of far whose rows are on another server")]
    [InlineData("ALTER TABLE far RENAME note TO remark", "far1 is a partition of far whose rows are on another server")]
    public void What_cannot_be_taken_over_has_no_plan(string change, string reason) => Assert.StartsWith(reason, Planned.Refusal(change, Tree + """
        ALTER TABLE t2 ADD PRIMARY KEY (k, r);
        CREATE INDEX ON t1 (a);
        CREATE TABLE far (k int, note text) PARTITION BY LIST (k);
        CREATE FOREIGN TABLE far1 PARTITION OF far FOR VALUES IN (1) SERVER elsewhere;
        """));

    [Fact]
    public void A_partition_is_detached_concurrently_where_the_server_can()
    {
        var plan = Planned.One("ALTER TABLE t DETACH PARTITION t2", Tree);

        Assert.Equal(["RememberBound", "DetachPartition", "DropBoundCheck"], plan.Contract.Kinds());
        Assert.Contains("ALTER TABLE t DETACH PARTITION t2 CONCURRENTLY", plan.Contract.Sql());
        Assert.Equal(["RunSql"], Planned.One("ALTER TABLE t DETACH PARTITION t2", Tree + "CREATE TABLE rest PARTITION OF t DEFAULT;").Contract.Kinds());
        Assert.Equal(["DetachPartition"], Planned.One("ALTER TABLE t DETACH PARTITION t2 CONCURRENTLY", Tree).Contract.Kinds());
    }

    [Fact]
    public void What_is_attached_to_a_partition_is_proved_to_belong_into_that_one_too() => Assert.Contains(
        "CHECK (k IS NOT NULL AND k >= 0 AND k < 100 AND r IS NOT NULL AND r IN ('us')) NOT VALID",
        Planned.One("ALTER TABLE t1 ATTACH PARTITION us FOR VALUES IN ('us')", Tree + "CREATE TABLE us (k int NOT NULL, r text NOT NULL, a int);").Backfill.Sql());

    private static string Before(string text, string part) => text[..text.IndexOf(part, StringComparison.Ordinal)];
}
