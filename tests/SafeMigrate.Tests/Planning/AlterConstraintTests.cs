namespace SafeMigrate.Tests.Planning;

public class AlterConstraintTests
{
    private const string Tables = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int, CONSTRAINT fk FOREIGN KEY (id) REFERENCES p DEFERRABLE, UNIQUE (id))";

    [Fact]
    public void Checks_later_from_the_deploy_on()
    {
        var plan = Planned.One("ALTER TABLE c ALTER CONSTRAINT fk DEFERRABLE INITIALLY DEFERRED", Tables);

        Assert.Contains("INITIALLY DEFERRED", plan.Expand.Sql());
        Assert.Equal("ALTER TABLE c ALTER CONSTRAINT fk DEFERRABLE", plan.Rollback.Sql());
        Assert.Contains("COMMIT", Assert.Single(plan.Notes));
    }

    [Theory]
    [InlineData("NOT DEFERRABLE")]
    [InlineData("INITIALLY IMMEDIATE")]
    public void Checks_earlier_when_no_old_version_is_left(string when)
    {
        var plan = Planned.One($"ALTER TABLE c ALTER CONSTRAINT fk {when}", Tables);

        Assert.Empty(plan.Expand);
        Assert.Contains(when, plan.Contract.Sql());
        Assert.Equal("ALTER TABLE c ALTER CONSTRAINT fk DEFERRABLE", plan.Revert.Sql());
    }

    [Fact]
    public void Has_nothing_to_do_where_it_is_so_already() => Assert.True(Planned.One("ALTER TABLE c ALTER CONSTRAINT fk DEFERRABLE", Tables).IsEmpty);

    [Fact]
    public void Says_that_only_foreign_keys_can_be_changed() =>
        Assert.Contains("c_id_key is none", Planned.Refusal("ALTER TABLE c ALTER CONSTRAINT c_id_key DEFERRABLE", Tables));

    [Fact]
    public void A_materialized_view_with_a_unique_index_is_refreshed_while_others_read()
    {
        var plan = Planned.One("REFRESH MATERIALIZED VIEW m", "CREATE TABLE p (id int); CREATE MATERIALIZED VIEW m AS SELECT id FROM p; CREATE UNIQUE INDEX ON m (id)");

        Assert.Equal("REFRESH MATERIALIZED VIEW CONCURRENTLY m", plan.Expand.Sql());
    }

    [Theory]
    [InlineData("CREATE ROLE app", "roles belong to the whole server")]
    [InlineData("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app", "created from then on")]
    [InlineData("ALTER DATABASE shop SET timezone = 'UTC'", "set them outside of migrations")]
    [InlineData("CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()", "stops every phase")]
    [InlineData("CREATE CAST (text AS int) WITH INOUT", "CREATE CAST is safe")]
    public void Says_what_only_the_author_knows(string statement, string reason) => Assert.Contains(reason, Planned.Refusal(statement, Tables));
}
