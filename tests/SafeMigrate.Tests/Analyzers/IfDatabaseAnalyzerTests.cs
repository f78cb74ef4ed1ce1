using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using SafeMigrate.Analyzers;
using SafeMigrate.Tests.Assemblies;
using SafeMigrate.Tests.Tool;
using Analyze = SafeMigrate.Tests.Analyzers.Analyze;

namespace SafeMigrate.Tests.Analyzers;

public sealed class IfDatabaseAnalyzerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("7.1.0.0", "\"postgres\"", true)]
    [InlineData("8.0.0.0", "\"Postgres\"", true)]
    [InlineData("6.2.0.0", "\"postgres\"", false)]
    [InlineData("8.0.0.0", "\"PostgreSQL\"", false)]
    [InlineData("8.0.0.0", "\"postgres\", \"PostgreSQL\"", false)]
    public async Task A_name_that_no_longer_matches_is_reported(string version, string names, bool isReported)
    {
        var library = BuiltAssembly.Emit(folder, "FluentMigrator.Abstractions", $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]\n" + FluentMigratorStub.Code.Replace("using System;", ""));
        var compilation = CSharpCompilation.Create(
            "Shop",
            [CSharpSyntaxTree.ParseText(Analyze.Class($"IfDatabase({names}).Sql(\"x\");"))],
            [.. Analyze.References, Microsoft.CodeAnalysis.MetadataReference.CreateFromFile(library)],
            new CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary));

        var found = await compilation.WithAnalyzers([new IfDatabaseAnalyzer()]).GetAnalyzerDiagnosticsAsync();

        Assert.Equal(isReported, found.Any(diagnostic => diagnostic.Id == "SM1101"));
    }

    public void Dispose() => folder.Dispose();
}
