namespace SafeMigrate.Tests.Planning;

public class InheritanceTests
{
    private const string Tables = """
        CREATE TABLE vehicles (id int, wheels int);
        CREATE TABLE cars (doors int) INHERITS (vehicles);
        CREATE TABLE events (id int, day date, note text) PARTITION BY RANGE (day);
        CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
        """;

    [Theory]
    [InlineData("ALTER TABLE vehicles RENAME COLUMN wheels TO wheel_count", "cars inherits from vehicles, and a trigger of vehicles does not see its rows")]
    [InlineData("ALTER TABLE vehicles ALTER COLUMN wheels TYPE text", "cars inherits from vehicles, and a trigger of vehicles does not see its rows")]
    [InlineData("ALTER TABLE cars RENAME COLUMN wheels TO wheel_count", "cars.wheels is inherited from vehicles, and the server changes it there only")]
    [InlineData("ALTER TABLE events_old DROP COLUMN note", "events_old.note is inherited from events, and the server changes it there only")]
    [InlineData("ALTER TABLE events_old ADD COLUMN place text", "events_old is a partition: add the column to events")]
    [InlineData("ALTER TABLE ONLY events ALTER COLUMN note SET NOT NULL", "ONLY leaves events_old out, which has what events has")]
    public void What_the_rows_of_children_would_not_follow_has_no_plan(string change, string reason) =>
        Assert.StartsWith(reason, Planned.Refusal(change, Tables));

    [Theory]
    [InlineData("ALTER TABLE vehicles ADD COLUMN colour text")]
    [InlineData("ALTER TABLE cars RENAME COLUMN doors TO door_count")]
    [InlineData("ALTER TABLE events RENAME COLUMN note TO remark")]
    [InlineData("ALTER TABLE ONLY cars RENAME COLUMN doors TO door_count")]
    public void What_reaches_all_rows_has_one(string change) => Assert.NotEmpty(Planned.One(change, Tables).Expand);

    [Fact]
    public void A_table_that_no_longer_inherits_is_free() =>
        Assert.NotEmpty(Planned.One("ALTER TABLE vehicles RENAME COLUMN wheels TO wheel_count", Tables + "ALTER TABLE cars NO INHERIT vehicles;").Expand);
}
