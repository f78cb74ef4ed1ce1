using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Planning;

public class SeedTests
{
    [Theory]
    [InlineData("INSERT INTO customers VALUES (1, 'a'), (2, 'b')")]
    [InlineData("INSERT INTO customers (id, name) VALUES (1, 'a') ON CONFLICT DO NOTHING")]
    [InlineData("INSERT INTO customers (id, name) VALUES (1, (SELECT status FROM orders LIMIT 1)) ON CONFLICT (id) DO NOTHING;")]
    [InlineData("INSERT INTO customers AS c (id, name) SELECT 1, 'a' WHERE NOT EXISTS (SELECT FROM customers WHERE name = 'a')")]
    [InlineData("INSERT INTO customers (id, name) SELECT 1, 'a' UNION ALL SELECT 2, CASE WHEN 1 IS DISTINCT FROM 2 THEN extract(year FROM now())::text END")]
    [InlineData("INSERT INTO customers (id, name) SELECT v.id, v.name FROM (VALUES (1, 'a'), (2, 'b')) AS v (id, name) WHERE v.id > 1 ORDER BY 1")]
    [InlineData("INSERT INTO customers OVERRIDING SYSTEM VALUE VALUES (1, 'a')")]
    public void Inserts_rows_that_the_migration_gives_before_the_deploy_and_takes_them_away_with_a_rollback(string insert)
    {
        var plan = Planned.One(insert);

        Assert.Equal(["InsertSeed"], plan.Expand.Kinds());
        Assert.Equal(["RemoveSeed"], plan.Rollback.Kinds());
        Assert.Equal(["id", "name"], Assert.IsType<RemoveSeed>(plan.Rollback[0].Operations[0]).Columns);
        Assert.Empty(plan.Contract);
        Assert.All(plan.Expand.Concat(plan.Rollback).SelectMany(step => step.Operations).SelectMany(operation => PostgresWriter.Write(operation, 15)), sql => Assert.NotEmpty(PostgresReader.Read(new SourceText("", sql))));
    }

    [Theory]
    [InlineData("INSERT INTO customers (id, name) SELECT id, status FROM orders")]
    [InlineData("INSERT INTO customers (id, name) SELECT 1, 'a' FROM (VALUES (1)) AS v (id), orders")]
    [InlineData("INSERT INTO customers (id, name) SELECT v.id, 'a' FROM (VALUES (1)) AS v (id) JOIN orders ON true")]
    [InlineData("INSERT INTO customers (id, name) SELECT 1, 'a' UNION SELECT id, status FROM orders")]
    [InlineData("INSERT INTO customers VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = 'a'")]
    [InlineData("INSERT INTO customers VALUES (1, 'a') RETURNING id")]
    [InlineData("WITH x AS (SELECT 1 AS id) INSERT INTO customers SELECT id, 'a' FROM x")]
    public void Leaves_to_the_author_what_copies_rows_changes_others_or_returns_them(string insert) => Assert.Contains("rows are copied or written once", Planned.Refusal(insert));

    [Fact]
    public void Takes_away_as_many_rows_as_it_inserted_where_no_key_tells_them_apart()
    {
        var plan = Planned.One("INSERT INTO log VALUES ('a'), ('a')", "CREATE TABLE log (line text)");

        var remove = Assert.IsType<RemoveSeed>(Assert.Single(Assert.Single(plan.Rollback).Operations));
        Assert.Empty(remove.Key);
        Assert.Equal(["line"], remove.Columns);
        Assert.Empty(plan.RollbackLeaves);
    }

    [Fact]
    public void Says_that_a_rollback_leaves_the_rows_of_a_table_whose_columns_are_not_known()
    {
        var plan = Assert.Single(Planner.Plan(Planned.Migration("INSERT INTO log (line) VALUES ('a')"), Schema.Unknown));

        Assert.Empty(plan.Rollback);
        Assert.Single(plan.RollbackLeaves);
        Assert.Contains(plan.Notes, note => note.Contains("a rollback leaves the rows"));
    }

    [Theory]
    [InlineData("ALTER TABLE customers ALTER COLUMN id TYPE bigint; INSERT INTO customers VALUES (1, 'a')", "being replaced")]
    [InlineData("CREATE UNIQUE INDEX names ON customers (name); INSERT INTO customers VALUES (1, 'a') ON CONFLICT (name) DO NOTHING", "ON CONFLICT needs names")]
    [InlineData("INSERT INTO nothing VALUES (1)", "table nothing does not exist")]
    public void Refuses_rows_that_expand_could_not_insert(string migration, string reason) => Assert.Contains(reason, Planned.Refusal(migration));

    [Fact]
    public void Does_as_the_author_says()
    {
        var plan = Planned.One("-- safemigrate:phase contract\n-- safemigrate:rollback DELETE FROM customers WHERE id = 1\nINSERT INTO customers VALUES (1, 'a')");

        Assert.Equal(["RunSql"], plan.Contract.Kinds());
        Assert.Contains("DELETE", plan.Revert.Sql());
    }
}
