using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Refused before version 18.</summary>
internal sealed class SM0406NotValidForeignKeyOnPartitioned : Rule<AddForeignKey>
{
    public override string Id => "SM0406";
    public override string Name => "not-valid-foreign-key-on-partitioned";
    public override Severity Severity => Severity.Error;
    public override int? LastVersion => 17;
    public override string Title => "A NOT VALID foreign key on a partitioned table fails before PostgreSQL 18";
    public override string Why =>
        "The server answers: cannot add NOT VALID foreign key on partitioned table. From version 18 on it is accepted.";
    public override string Instead =>
        "Add it NOT VALID to each partition and VALIDATE each, then add it to the partitioned table, which finds them valid";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL, user_id bigint) PARTITION BY RANGE (day);
        -- next migration
        ALTER TABLE events ADD CONSTRAINT events_user_fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL, user_id bigint) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        -- next migration
        ALTER TABLE events_2024 ADD CONSTRAINT events_user_fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
        -- next migration
        ALTER TABLE events_2024 VALIDATE CONSTRAINT events_user_fk;
        -- next migration
        ALTER TABLE events ADD CONSTRAINT events_user_fk FOREIGN KEY (user_id) REFERENCES users (id);
        """;

    protected override IEnumerable<Finding> Check(AddForeignKey operation, RuleContext context)
    {
        if (operation.ForeignKey.NotValid && context.Table(operation.Table)?.PartitionBy is not null)
            yield return Found(operation, $"The server refuses a NOT VALID foreign key on the partitioned table {operation.Table}");
    }
}
