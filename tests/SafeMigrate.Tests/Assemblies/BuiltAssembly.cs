using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SafeMigrate.Tests.Tool;

namespace SafeMigrate.Tests.Assemblies;

/// <summary>Compiles assemblies into a folder, as a build would.</summary>
internal static class BuiltAssembly
{
    private static readonly IReadOnlyList<MetadataReference> Framework =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    public static string Emit(TemporaryFolder folder, string name, string code, params string[] references)
    {
        var path = folder.Of(name + ".dll");
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText("using System; using System.Collections.Generic; using System.Linq;\n" + code)],
            [.. Framework, .. references.Select(reference => MetadataReference.CreateFromFile(reference))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error)));
        return path;
    }
}
