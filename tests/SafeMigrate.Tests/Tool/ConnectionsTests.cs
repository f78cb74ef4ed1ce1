using SafeMigrate.Tool;
using SafeMigrate.Tool.Configuration;

namespace SafeMigrate.Tests.Tool;

public sealed class ConnectionsTests : IDisposable
{
    private const string Full = "Host=db;Username=u;Password=secret123;Database=d";
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment = [];

    public void Dispose() => folder.Dispose();

    private string Resolve(string? option) =>
        Connections.Resolve(option, Settings.Load(null, folder.Path, environment.GetValueOrDefault), environment.GetValueOrDefault);

    private string Error(string? option) => Assert.Throws<UserErrorException>(() => Resolve(option)).Message;

    [Fact]
    public void The_command_line_goes_before_the_environment_and_that_before_the_file()
    {
        folder.With("safemigrate.json", """{ "connection": "Host=file" }""");

        Assert.Equal("Host=file", Resolve(null));
        environment["SAFEMIGRATE_CONNECTION"] = "Host=variable";
        Assert.Equal("Host=variable", Resolve(null));
        Assert.Equal("Host=option", Resolve("Host=option"));
    }

    [Fact]
    public void A_variable_is_followed()
    {
        environment["DATABASE"] = Full;

        Assert.Equal(Full, Resolve("env:DATABASE"));
        Assert.Contains("NOWHERE, which is not set", Error("env:NOWHERE"));
    }

    [Fact]
    public void Appsettings_are_followed_with_those_of_the_stage()
    {
        folder.With("appsettings.json", """{ "ConnectionStrings": { "Shop": "Host=any" } }""")
            .With("appsettings.Production.json", """{ "ConnectionStrings": { "Shop": "Host=production" } }""");

        Assert.Equal("Host=any", Resolve("ConnectionStrings:Shop"));
        environment["DOTNET_ENVIRONMENT"] = "Production";
        Assert.Equal("Host=production", Resolve("ConnectionStrings:Shop"));
        Assert.Contains("ConnectionStrings:Other", Error("ConnectionStrings:Other"));
    }

    [Fact]
    public void A_uri_becomes_a_connection_string()
    {
        var resolved = Resolve("postgres://us%40er:p%3Aw@db.example:6432/shop?sslmode=require");

        Assert.Equal("Host=db.example;Database=shop;Port=6432;Username=us@er;Password=p:w;SSL Mode=Require", resolved);
    }

    [Theory]
    [InlineData("Host=db;Passwort=secret123")]
    [InlineData("secret123")]
    [InlineData("postgres://user:secret123")]
    [InlineData("Username=u;Password=secret123")]
    public void A_malformed_one_is_refused_without_showing_it(string connection) => Assert.DoesNotContain("secret123", Error(connection));

    [Fact]
    public void None_at_all_says_where_to_put_it() => Assert.Contains("SAFEMIGRATE_CONNECTION", Error(null));
}
