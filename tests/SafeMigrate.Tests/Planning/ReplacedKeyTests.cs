using SafeMigrate.Planning;

namespace SafeMigrate.Tests.Planning;

public class ReplacedKeyTests
{
    private const string Likes = "CREATE TABLE likes (id serial PRIMARY KEY, person int NOT NULL, post int NOT NULL, note text, UNIQUE (person, post))";

    [Theory]
    [InlineData("ALTER TABLE likes DROP CONSTRAINT likes_pkey, ADD PRIMARY KEY (id, person)")]
    [InlineData("ALTER TABLE likes DROP CONSTRAINT IF EXISTS likes_pkey; ALTER TABLE likes ADD CONSTRAINT likes_pkey PRIMARY KEY (person, post)")]
    public void Builds_the_index_before_the_deploy_where_nobody_could_write_what_the_new_key_forbids(string migration)
    {
        var plans = Planned.All(migration, Likes);

        Assert.True(plans[0].IsEmpty);
        Assert.Equal(["CreateIndex"], plans[1].Backfill.Kinds());
        Assert.Equal(["ReplacePrimaryKey"], plans[1].Contract.Kinds());
        Assert.Contains("ALTER TABLE likes DROP CONSTRAINT likes_pkey, ADD CONSTRAINT likes_pkey PRIMARY KEY USING INDEX sm_new_likes_pkey_", plans[1].Contract.Sql());
        Assert.Equal(["CreateIndex", "CreateIndex", "ReplacePrimaryKey"], plans[1].Revert.Kinds());
    }

    [Fact]
    public void Builds_the_index_at_contract_where_the_old_version_may_write_what_the_new_key_forbids()
    {
        var plan = Planned.All("ALTER TABLE likes DROP CONSTRAINT likes_pkey, ADD PRIMARY KEY (person, note)", Likes)[1];

        Assert.Empty(plan.Backfill);
        Assert.Equal(["AddCheck", "ValidateConstraint", "SetNotNull", "DropConstraint", "CreateIndex", "ReplacePrimaryKey"], plan.Contract.Kinds());
        Assert.Contains("note IS NULL", Assert.Single(plan.Verify).Violation.Sql);
        Assert.Contains("DropNotNull", plan.Revert.Kinds());
    }

    [Fact]
    public void Finds_the_old_key_in_a_column_that_the_migration_drops_and_keeps_the_same_unique_constraint_until_then()
    {
        var plans = Planned.All("ALTER TABLE likes DROP COLUMN id, ADD PRIMARY KEY (person, post), DROP CONSTRAINT likes_person_post_key", Likes);

        Assert.All(plans, plan => Assert.Null(plan.NotPossible));
        Assert.Contains("(sm_old_id_", plans[1].Revert.Sql());
        Assert.Equal(["DropConstraint"], plans[2].Contract.Kinds());
    }

    [Fact]
    public void Takes_over_the_index_that_the_migration_names_and_gives_it_back_with_a_revert()
    {
        var plan = Planned.All("ALTER TABLE likes DROP CONSTRAINT likes_pkey, ADD CONSTRAINT k PRIMARY KEY USING INDEX i", Likes + "; CREATE UNIQUE INDEX i ON likes (post, person)")[1];

        Assert.Equal("ALTER TABLE likes DROP CONSTRAINT likes_pkey, ADD CONSTRAINT k PRIMARY KEY USING INDEX i", plan.Contract.Sql());
        Assert.Equal(["CreateIndex", "CreateIndex", "ReplacePrimaryKey", "RenameIndex"], plan.Revert.Kinds());
    }

    [Fact]
    public void Carries_a_key_that_is_the_same_afterwards_along_with_its_column()
    {
        var plans = Planned.All("ALTER TABLE customers DROP CONSTRAINT customers_pkey, ALTER COLUMN id TYPE bigint, ADD CONSTRAINT customers_pkey PRIMARY KEY (id)", "CREATE TABLE customers (id int PRIMARY KEY)");

        Assert.All(plans, plan => Assert.Null(plan.NotPossible));
        Assert.Equal([true, false, true], plans.Select(plan => plan.IsEmpty));
        Assert.Contains("ADD CONSTRAINT customers_pkey PRIMARY KEY USING INDEX", plans[1].Contract.Sql());
    }

    [Theory]
    [InlineData("ALTER TABLE customers DROP CONSTRAINT customers_pkey, ADD PRIMARY KEY (id, name)", "orders_customer_id_fkey of orders references customers_pkey")]
    [InlineData("ALTER TABLE orders DROP COLUMN id, ADD PRIMARY KEY (customer_id)", "give it a default")]
    [InlineData("ALTER TABLE orders ADD PRIMARY KEY (customer_id)", "has the primary key orders_pkey")]
    [InlineData("ALTER TABLE orders DROP CONSTRAINT orders_pkey", "without its primary key")]
    [InlineData("ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD CONSTRAINT k PRIMARY KEY USING INDEX nothing", "what index nothing is")]
    public void Refuses_what_cannot_be_replaced(string migration, string reason) =>
        Assert.Contains(reason, Assert.Single(Planned.All(migration), plan => plan.NotPossible is not null).NotPossible);

    [Fact]
    public void Builds_the_index_on_each_partition_and_takes_them_over_at_once()
    {
        var plan = Planned.All(
            "ALTER TABLE p DROP CONSTRAINT p_pkey, ADD PRIMARY KEY (id, at, n)",
            "CREATE TABLE p (id int, at int, n int NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p DEFAULT;")[1];

        Assert.Matches(@"^CREATE UNIQUE INDEX CONCURRENTLY sm_part_p1_\w+ ON p1 \(id, at, n\)$", plan.Backfill.Sql());
        Assert.Equal(["ReplacePartitionedKey"], plan.Contract.Kinds());
    }
}
