using SafeMigrate.Locks;

namespace SafeMigrate.Tests.Locks;

public class VolatilityTests
{
    [Theory]
    [InlineData("now")]
    [InlineData("pg_catalog.now")]
    [InlineData("lower")]
    [InlineData("date_trunc")]
    [InlineData("current_timestamp")]
    public void A_value_that_a_statement_computes_once(string function) => Assert.False(Volatility.IsVolatile(Calling(function)));

    [Theory]
    [InlineData("random")]
    [InlineData("gen_random_uuid")]
    [InlineData("uuid_generate_v4")]
    [InlineData("nextval")]
    [InlineData("app.now")]
    [InlineData("make_slug")]
    public void A_value_for_each_row(string function) => Assert.True(Volatility.IsVolatile(Calling(function)));

    [Fact]
    public void Nothing_called_is_nothing_volatile() => Assert.False(Volatility.IsVolatile(new Expression("-1")));

    private static Expression Calling(string function) => new(function + "()") { Functions = [function] };
}
