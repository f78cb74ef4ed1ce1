using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Tests.FluentMigrator;

/// <summary>Reads a migration class whose Up is given, for PostgreSQL unless said otherwise.</summary>
internal static class Fluent
{
    public static IReadOnlyList<Operation> Operations(string up, Dialect dialect = Dialect.Postgres) => [.. Up(up, dialect).Operations];

    public static Migration Up(string up, Dialect dialect = Dialect.Postgres) => Assert.Single(Read(dialect, Class(up)));

    public static IReadOnlyList<Migration> Read(params string[] files) => Read(Dialect.Postgres, files);

    public static IReadOnlyList<Migration> Read(Dialect dialect, params string[] files) =>
        FluentMigratorReader.Read([.. files.Select((text, i) => new SourceText($"M{i}.cs", text))], dialect);

    public static string Class(string up) => $$"""
        using FluentMigrator;

        [Migration(1)]
        public class M : Migration
        {
            public override void Up()
            {
                {{up}}
            }

            public override void Down()
            {
            }
        }
        """;

    /// <summary>The source text an operation points at.</summary>
    public static string Marked(Operation operation) => operation.Location.Source.Slice(operation.Location.Span);
}
