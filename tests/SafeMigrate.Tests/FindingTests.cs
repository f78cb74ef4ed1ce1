namespace SafeMigrate.Tests;

public class FindingTests
{
    [Fact]
    public void A_fingerprint_survives_changes_around_the_finding() =>
        Assert.Equal(Found("a/1.sql", "DROP TABLE t").Fingerprint, Found("b/1.sql", "-- new line\n\nDROP\n  TABLE t").Fingerprint);

    [Fact]
    public void A_fingerprint_tells_statements_apart() =>
        Assert.NotEqual(Found("1.sql", "DROP TABLE t").Fingerprint, Found("1.sql", "DROP TABLE u").Fingerprint);

    private static Finding Found(string path, string text) => new("SM0003", "set-not-null", Severity.Error,
        new SourceText(path, text).At(TextSpan.Between(text.IndexOf("DROP", StringComparison.Ordinal), text.Length)), "", "");
}
