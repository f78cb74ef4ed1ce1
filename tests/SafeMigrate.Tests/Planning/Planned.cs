using SafeMigrate.Planning;
using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Planning;

/// <summary>Plans SQL against a schema that SQL builds.</summary>
internal static class Planned
{
    public const string Shop = """
        CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
        CREATE TABLE orders (
          id bigint PRIMARY KEY,
          customer_id int NOT NULL REFERENCES customers (id),
          status text NOT NULL DEFAULT 'new' CHECK (status <> ''),
          total integer,
          placed timestamp
        );
        CREATE INDEX orders_open ON orders (lower(status), placed DESC) WHERE status <> 'done';
        """;

    /// <summary>The plans of a migration of the shop.</summary>
    public static IReadOnlyList<Plan> All(string migration, string schema = Shop, int version = 15) =>
        Planner.Plan(Migration(migration), Schema.Blank.Apply(Migration(schema).Operations), version);

    /// <summary>The plan of a migration of one operation, which must be possible.</summary>
    public static Plan One(string migration, string schema = Shop)
    {
        var plan = Assert.Single(All(migration, schema));
        Assert.Null(plan.NotPossible);
        return plan;
    }

    /// <summary>Why a migration of one operation has no plan.</summary>
    public static string Refusal(string migration, string schema = Shop)
    {
        var plan = Assert.Single(All(migration, schema), plan => plan.NotPossible is not null);
        Assert.Empty(plan.Expand);
        return plan.NotPossible!;
    }

    /// <summary>The kinds of operations of a phase, in order.</summary>
    public static IEnumerable<string> Kinds(this ValueList<Step> steps) => steps.SelectMany(step => step.Operations).Select(operation => operation.Name);

    /// <summary>The SQL of a phase.</summary>
    public static string Sql(this ValueList<Step> steps) =>
        string.Join(";\n", steps.SelectMany(step => step.Operations).SelectMany(operation => PostgresWriter.Write(operation, 15)));

    public static Migration Migration(string sql)
    {
        var source = new SourceText("2.sql", sql);
        return new Migration("2", "test", PostgresReader.Read(source).ToValueList()) { Source = source };
    }
}
