using SafeMigrate.Tool;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tests.Tool;

public class SelectionTests
{
    private static readonly string[] All = ["1", "002", "3_x", "20240102000000_init", "V4"];

    [Theory]
    [InlineData("2", "002")]
    [InlineData("3", "3_x")]
    [InlineData("20240102000000", "20240102000000_init")]
    [InlineData("V4", "V4")]
    public void A_version_may_be_named_by_its_number(string wanted, string version) =>
        Assert.Equal([version], new Selection([wanted], null).Of(All, one => one));

    [Fact]
    public void To_is_inclusive() => Assert.Equal(["1", "002"], new Selection([], "2").Of(All, one => one));

    [Fact]
    public void Without_a_choice_all_are_meant() => Assert.Equal(All, new Selection([], null).Of(All, one => one));

    [Fact]
    public void An_unknown_version_is_refused_with_those_there_are() =>
        Assert.Contains("there is no migration 7; there are 1, 002", Assert.Throws<UserErrorException>(() => new Selection(["7"], null).Of(All, one => one)).Message);
}
