using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using SafeMigrate.Analyzers;
using SafeMigrate.Analyzers.Incremental;

namespace SafeMigrate.Tests.Analyzers;

/// <summary>While somebody types, only what can have changed is read again, and what is shown is what a build would show.</summary>
public class IncrementalTests
{
    private const string Names = """namespace Shop; public static class Names { public const string Orders = "orders"; }""";
    private static readonly string First = Analyze.Class("""Rename.Column("a").OnTable(Shop.Names.Orders).To("b");""").Replace("class M", "class First");
    private static readonly string Second = Analyze.Class("""Delete.Column("c").FromTable("orders");""", "Migration(2)").Replace("class M", "class Second");

    private readonly CSharpCompilation project = CSharpCompilation.Create(
        "Shop",
        [Tree("First.cs", First), Tree("Second.cs", Second), Tree("Names.cs", Names), Tree("Service.cs", "public class Service { }"), Tree("Stub.cs", FluentMigratorStub.Code)],
        Analyze.References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    [Fact]
    public void A_key_in_a_file_without_migrations_reads_nothing_again()
    {
        var read = Read(project);

        var again = ReadMigrations.Of(Files(With("Service.cs", "public class Service { int x; }")), Dialect.Postgres, read);

        Assert.True(again.IsSame);
        Assert.Same(read.History, again.History);
        Assert.False(Files(project).Has(Facts(project, "Service.cs")));
    }

    [Fact]
    public void A_key_in_a_migration_reads_that_one_again()
    {
        var read = Read(project);

        var again = ReadMigrations.Of(Files(With("Second.cs", Second.Replace("\"c\"", "\"d\""))), Dialect.Postgres, read);

        Assert.False(again.IsSame);
        Assert.Same(read.History[0], again.History[0]);
        Assert.Equal("d", Assert.IsType<DropColumn>(Assert.Single(again.History[1].Operations)).Column);
    }

    [Fact]
    public void A_key_in_a_file_that_migrations_use_reads_them_again()
    {
        var read = Read(project);

        var again = ReadMigrations.Of(Files(With("Names.cs", Names.Replace("\"orders\"", "\"purchases\""))), Dialect.Postgres, read);

        Assert.Equal("purchases", Assert.IsType<RenameColumn>(Assert.Single(again.History[0].Operations)).Table.Name);
    }

    [Fact]
    public void A_type_that_comes_to_be_known_is_used()
    {
        var without = project.RemoveSyntaxTrees(project.SyntaxTrees.Single(tree => tree.FilePath == "Names.cs"));
        var read = Read(without);
        Assert.DoesNotContain(read.History[0].Operations, operation => operation is RenameColumn { Table.Name: "orders" });

        var again = ReadMigrations.Of(Files(project), Dialect.Postgres, read);

        Assert.Contains(again.History[0].Operations, operation => operation is RenameColumn { Table.Name: "orders" });
    }

    [Theory]
    [InlineData("First.cs")]
    [InlineData("Second.cs")]
    [InlineData("Names.cs")]
    [InlineData("Service.cs")]
    public async Task What_is_shown_after_an_edit_is_what_a_build_shows(string file)
    {
        await Shown(project);
        var edited = With(file, Text(project, file) + "\n// typed");
        var fresh = edited.RemoveAllSyntaxTrees().AddSyntaxTrees(edited.SyntaxTrees.Select(tree => Tree(tree.FilePath, tree.ToString())));

        Assert.Equal(await Shown(fresh), await Shown(edited));
        Assert.NotEmpty(await Shown(edited));
    }

    [Theory]
    [InlineData(typeof(MigrationAnalyzer))]
    [InlineData(typeof(Linter))]
    [InlineData(typeof(SafeMigrate.SqlServer.TSqlReader))]
    public void No_assembly_that_the_compiler_loads_touches_files_network_or_processes(Type type)
    {
        using var stream = File.OpenRead(type.Assembly.Location);
        using var portable = new PEReader(stream);
        var metadata = portable.GetMetadataReader();
        var used = metadata.TypeReferences.Select(metadata.GetTypeReference).Select(reference => $"{metadata.GetString(reference.Namespace)}.{metadata.GetString(reference.Name)}");

        Assert.DoesNotContain(used, name => name is "System.IO.File" or "System.IO.Directory" or "System.IO.FileStream" or "System.IO.FileInfo" or "System.Console"
            or "System.Diagnostics.Process" || name.StartsWith("System.Net.", StringComparison.Ordinal));
    }

    private static SyntaxTree Tree(string path, string text) => CSharpSyntaxTree.ParseText(text, path: path);

    private static string Text(CSharpCompilation compilation, string file) => compilation.SyntaxTrees.Single(tree => tree.FilePath == file).ToString();

    private static FileFacts Facts(CSharpCompilation compilation, string file) => FileFacts.Of(compilation.SyntaxTrees.Single(tree => tree.FilePath == file));

    private static MigrationFiles Files(CSharpCompilation compilation) => new([.. compilation.SyntaxTrees.Select(FileFacts.Of)]);

    private static ReadMigrations Read(CSharpCompilation compilation) => ReadMigrations.Of(Files(compilation), Dialect.Postgres, null);

    private static async Task<IEnumerable<string>> Shown(CSharpCompilation compilation) =>
        (await compilation.WithAnalyzers([new MigrationAnalyzer()], new AnalyzerOptions([])).GetAnalyzerDiagnosticsAsync()).Select(diagnostic => diagnostic.ToString()).Order();

    private CSharpCompilation With(string file, string text) => project.ReplaceSyntaxTree(project.SyntaxTrees.Single(tree => tree.FilePath == file), Tree(file, text));
}
