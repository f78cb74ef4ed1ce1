namespace SafeMigrate.Tests.Rules;

public class LinterTests
{
    private static readonly CreateTable orders = new("orders", [new Column("total", new DataType("integer"))], []);
    private static readonly SetNotNull setNotNull = new("orders", "total");

    [Fact]
    public void Judges_an_operation() => Assert.Equal("SM0003", Assert.Single(Findings([setNotNull])).Rule);

    [Fact]
    public void Exempts_a_table_of_the_same_migration() => Assert.Empty(Findings([orders, setNotNull]));

    [Fact]
    public void Does_not_exempt_a_table_of_an_earlier_migration() => Assert.Single(Findings([orders], [setNotNull]));

    [Fact]
    public void Knows_a_check_that_an_earlier_migration_validated()
    {
        var check = new CheckConstraint("total_set", new Expression("total IS NOT NULL") { ProvesNotNull = ["total"] }) { NotValid = true };

        Assert.Empty(Findings([orders], [new AddCheck("orders", check)], [new ValidateConstraint("orders", "total_set")], [setNotNull]));
    }

    [Fact]
    public void Reports_a_small_table_as_a_note()
    {
        var schema = Schema.Blank.Apply(orders);
        var small = schema.With(schema.Find("orders")! with { EstimatedRows = 40 });

        Assert.Equal(Severity.Note, Assert.Single(Linter.Lint([Migration(0, [setNotNull])], new LintOptions { Schema = small })).Severity);
    }

    [Fact]
    public void Takes_severities_from_the_configuration()
    {
        var options = new LintOptions { Configuration = (_, key) => key == "dotnet_diagnostic.SM0003.severity" ? "none" : null };

        Assert.Empty(Linter.Lint([Migration(0, [setNotNull])], options));
    }

    private static IReadOnlyList<Finding> Findings(params Operation[][] files) =>
        Linter.Lint([.. files.Select((operations, index) => Migration(index, operations))], new LintOptions());

    private static Migration Migration(int index, Operation[] operations) =>
        new($"{index}", "test", operations.Select(operation => new Statement(Location.None, "", [operation])).ToValueList())
        {
            Source = new SourceText($"{index}.sql", ""),
        };
}
