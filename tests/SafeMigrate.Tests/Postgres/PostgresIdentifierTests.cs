using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Postgres;

public class PostgresIdentifierTests
{
    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("status", "status")]
    [InlineData("new", "new")]
    [InlineData("order", "\"order\"")]
    [InlineData("none", "\"none\"")]
    [InlineData("left", "\"left\"")]
    [InlineData("Order", "\"Order\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("1st", "\"1st\"")]
    [InlineData("", "\"\"")]
    public void Quotes_what_must_be_quoted(string identifier, string written) => Assert.Equal(written, PostgresIdentifier.Quote(identifier));
}
