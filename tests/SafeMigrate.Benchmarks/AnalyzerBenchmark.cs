using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using SafeMigrate.Analyzers;

namespace SafeMigrate.Benchmarks;

/// <summary>
/// The analyzer in a project of 200 migration classes and 200 other files. One operation of <see cref="Build"/> is the whole project, so 200 of the
/// promised 5 ms; one of <see cref="TypeInMigration"/> is a key pressed in a migration, and of <see cref="TypeElsewhere"/> one in another file.
/// </summary>
[MemoryDiagnoser]
public class AnalyzerBenchmark
{
    private const int Classes = 200;

    private readonly MigrationAnalyzer analyzer = new();
    private readonly CSharpCompilation project = Project();
    private int keys;

    [GlobalSetup]
    public Task Warm() => Findings(project, null);

    [Benchmark(OperationsPerInvoke = Classes)]
    public Task<int> Build() => Findings(Fresh(project), null);

    [Benchmark]
    public Task<int> TypeInMigration() => TypeIn("M150.cs");

    [Benchmark]
    public Task<int> TypeElsewhere() => TypeIn("Service150.cs");

    // The editor asks about the file that it shows.
    private Task<int> TypeIn(string file)
    {
        var tree = project.SyntaxTrees.Single(each => each.FilePath == file);
        var text = tree.GetText();
        var typed = tree.WithChangedText(text.WithChanges(new TextChange(new(text.Length, 0), $"// {keys++}")));
        return Findings(project.ReplaceSyntaxTree(tree, typed), typed);
    }

    private async Task<int> Findings(Compilation compilation, SyntaxTree? file)
    {
        var run = compilation.WithAnalyzers([analyzer]);
        var found = file is null ? await run.GetAnalyzerDiagnosticsAsync()
            : (await run.GetAnalysisResultAsync(file, default)).SyntaxDiagnostics.Values.SelectMany(each => each.Values).SelectMany(each => each).ToImmutableArray();
        return found.Length;
    }

    private static CSharpCompilation Fresh(CSharpCompilation compilation) => compilation.RemoveAllSyntaxTrees()
        .AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => CSharpSyntaxTree.ParseText(tree.GetText(), path: tree.FilePath)));

    private static CSharpCompilation Project()
    {
        var files = Enumerable.Range(0, Classes).SelectMany(i => new[] { ($"M{i}.cs", Migration(i)), ($"Service{i}.cs", Service(i)) }).Append(("FluentMigrator.cs", Library));
        return CSharpCompilation.Create(
            "Shop",
            files.Select(file => CSharpSyntaxTree.ParseText(file.Item2, path: file.Item1)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }

    private static string Migration(int i) => $$"""
        using FluentMigrator;

        namespace Shop.Migrations;

        [Migration({{20260000 + i}})]
        public class M{{i}} : Migration
        {
            public override void Up()
            {
                Create.Table("orders{{i}}")
                    .WithColumn("id").AsInt64().PrimaryKey().Identity()
                    .WithColumn("customer_id").AsInt64().NotNullable().Indexed()
                    .WithColumn("status").AsString(20).NotNullable().WithDefaultValue("new")
                    .WithColumn("total").AsDecimal(12, 2).NotNullable()
                    .WithColumn("note").AsString().Nullable();

                Create.ForeignKey("orders{{i}}_customer").FromTable("orders{{i}}").ForeignColumn("customer_id").ToTable("customers{{i % 20}}").PrimaryColumn("id");
                Alter.Table("customers{{i % 20}}").AddColumn("extra{{i}}").AsString(100).Nullable();
                Create.Index("customers{{i % 20}}_extra{{i}}").OnTable("customers{{i % 20}}").OnColumn("extra{{i}}").Ascending();
                Execute.Sql(@"
                    UPDATE customers{{i % 20}} SET extra{{i}} = lower(name) WHERE extra{{i}} IS NULL AND id IN (SELECT customer_id FROM orders{{i}} WHERE total > 100);
                    ALTER TABLE customers{{i % 20}} ADD CONSTRAINT extra{{i}}_set CHECK (extra{{i}} <> '') NOT VALID;");
            }

            public override void Down()
            {
                Delete.Column("extra{{i}}").FromTable("customers{{i % 20}}");
                Delete.Table("orders{{i}}");
            }
        }
        """;

    private static string Service(int i) => $$"""
        namespace Shop;

        public class Service{{i}}
        {
            private readonly System.Collections.Generic.Dictionary<int, string> names = new();

            public string Name(int id)
            {
                if (!names.TryGetValue(id, out var name))
                    names[id] = name = "customer " + id;
                return name;
            }

            public int Total(int[] values)
            {
                var total = 0;
                foreach (var value in values)
                    total += value;
                return total;
            }
        }
        """;

    private const string Library = """
        namespace FluentMigrator
        {
            public class MigrationAttribute : System.Attribute { public MigrationAttribute(long version) { } }
            public interface IMigration { }
            public abstract class Migration : IMigration { public dynamic Create, Alter, Delete, Execute; public abstract void Up(); public abstract void Down(); }
        }
        """;
}
