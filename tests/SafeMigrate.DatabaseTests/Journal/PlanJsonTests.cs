using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Journal;
using Index = SafeMigrate.Operations.Index;

namespace SafeMigrate.DatabaseTests.Journal;

public class PlanJsonTests
{
    public static TheoryData<string> Names => [.. Example.Names];

    [Theory, MemberData(nameof(Names))]
    public void Reads_the_plans_of_the_examples_back_as_they_were(string name)
    {
        var migrations = new Example(name).AllMigrations("sql");
        var schema = Schema.Blank.Apply(migrations[0].Operations);
        foreach (var plan in migrations.Skip(1).SelectMany(migration => Planner.Plan(migration, schema)))
            Assert.Equal(plan, PlanJson.Read(PlanJson.Write(plan)));
    }

    [Fact]
    public void Keeps_what_is_false_or_null_or_empty()
    {
        var index = new Index(null, "t", [new IndexColumn("a") { NullsFirst = false }, new IndexColumn(null, new Expression("lower(b)"))]) { IsValid = false };
        var plan = new Plan([new CreateIndex(index), new SetParameter("lock_timeout", null), new SetParameter("search_path", "")])
        {
            Purge = [new Step("a \"quoted\" title", []) { Sign = new DropColumn(new QualifiedName("s", "t"), "ä") }],
        };

        Assert.Equal(plan, PlanJson.Read(PlanJson.Write(plan)));
    }
}
