using SafeMigrate.Operations;
using SafeMigrate.Planning;

namespace SafeMigrate.Tests.Planning;

public class HandmadeTypeChangeTests
{
    private const string Tasks = """
        CREATE TABLE tasks (id int PRIMARY KEY, started timestamptz, kind varchar(20) NOT NULL DEFAULT 'day' CHECK (kind <> ''), note text);
        CREATE INDEX tasks_started ON tasks (started);
        """;

    [Theory]
    [InlineData("ALTER TABLE tasks ADD tmp bigint; UPDATE tasks SET tmp = extract(epoch FROM started); ALTER TABLE tasks DROP started; ALTER TABLE tasks RENAME tmp TO started; CREATE INDEX tasks_started ON tasks (started)")]
    [InlineData("ALTER TABLE tasks RENAME started TO was; ALTER TABLE tasks ADD started bigint; UPDATE tasks SET started = extract(epoch FROM was) WHERE was IS NOT NULL; ALTER TABLE tasks DROP was; CREATE INDEX ON tasks (started)")]
    public void Is_planned_as_the_change_of_type_that_it_is(string migration)
    {
        var change = Type(Planned.All("-- safemigrate:down to_timestamp(started)\n" + migration, Tasks).Where(plan => !plan.IsEmpty));

        Assert.Null(change.NotPossible);
        Assert.Equal("extract(epoch FROM started)", Assert.IsType<ChangeColumnType>(change.Change[0]).Using?.Sql, ignoreCase: true);
        Assert.Contains(change.Backfill.SelectMany(step => step.Operations), operation => operation is CreateIndex);
    }

    [Fact]
    public void The_way_back_may_name_the_column_as_it_is_called_on_the_way()
    {
        var plans = Planned.All("ALTER TABLE tasks ADD tmp int; UPDATE tasks SET tmp = length(note);\n-- safemigrate:down repeat('x', tmp)\nALTER TABLE tasks DROP note; ALTER TABLE tasks RENAME tmp TO note", Tasks);

        Assert.Null(Assert.Single(plans).NotPossible);
        Assert.Equal("repeat('x', note)", plans[0].Contract.SelectMany(step => step.Operations).OfType<CreateSync>().Single().Sync.Down?.Sql);
    }

    [Fact]
    public void Asks_for_the_way_back_at_the_column_that_is_added() =>
        Assert.Contains("give -- safemigrate:down EXPRESSION", Planned.Refusal("ALTER TABLE tasks ADD tmp int; UPDATE tasks SET tmp = length(note); ALTER TABLE tasks DROP note; ALTER TABLE tasks RENAME tmp TO note", Tasks));

    [Fact]
    public void What_the_old_column_had_goes_and_what_the_new_one_has_comes()
    {
        var plans = Planned.All(
            "-- safemigrate:down CASE kind WHEN 1 THEN 'day' ELSE 'month' END\nALTER TABLE tasks ADD tmp smallint NOT NULL DEFAULT 0 CHECK (tmp < 3); UPDATE tasks SET tmp = 1 WHERE kind = 'day'; UPDATE tasks SET tmp = 2 WHERE kind = 'month';"
                + "ALTER TABLE tasks DROP kind; ALTER TABLE tasks RENAME tmp TO kind",
            Tasks);

        Assert.All(plans, plan => Assert.Null(plan.NotPossible));
        Assert.Equal(["DropConstraint", "DropDefault", "ChangeColumnType", "SetDefault", "AddCheck"], plans.SelectMany(plan => plan.Change).Select(operation => operation.Name));
        Assert.Equal("CASE WHEN kind = 'month' THEN 2 ELSE CASE WHEN kind = 'day' THEN 1 ELSE 0 END END", Type(plans).Change.OfType<ChangeColumnType>().Single().Using?.Sql);
        Assert.Contains("ADD CONSTRAINT tasks_tmp_check CHECK (", plans[^1].Contract.Sql());
    }

    [Fact]
    public void A_cast_needs_no_word_of_the_author() =>
        Assert.All(Planned.All("ALTER TABLE tasks ADD tmp varchar(10); UPDATE tasks SET tmp = note; ALTER TABLE tasks DROP note; ALTER TABLE tasks RENAME tmp TO note", Tasks), plan => Assert.Null(plan.NotPossible));

    [Theory]
    [InlineData("ALTER TABLE tasks ADD tmp int; UPDATE tasks SET tmp = (SELECT 1); ALTER TABLE tasks DROP note; ALTER TABLE tasks RENAME tmp TO note")]
    [InlineData("ALTER TABLE tasks ADD tmp int; UPDATE tasks SET tmp = 5; ALTER TABLE tasks DROP note; ALTER TABLE tasks RENAME tmp TO note")]
    [InlineData("ALTER TABLE tasks ADD tmp int; ALTER TABLE tasks DROP note; ALTER TABLE tasks RENAME tmp TO note")]
    [InlineData("ALTER TABLE tasks ADD tmp bigint; UPDATE tasks SET tmp = id; ALTER TABLE tasks DROP id; ALTER TABLE tasks RENAME tmp TO id")]
    public void What_is_more_than_a_conversion_of_the_row_is_no_change_of_type(string migration) =>
        Assert.DoesNotContain(Planned.All(migration, Tasks).SelectMany(plan => plan.Change), operation => operation is ChangeColumnType);

    private static Plan Type(IEnumerable<Plan> plans) => plans.Single(plan => plan.Change is [ChangeColumnType]);
}
