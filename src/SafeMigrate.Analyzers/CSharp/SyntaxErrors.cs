using Microsoft.CodeAnalysis;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>C# that does not parse: what the reader made of it may not be what its author meant.</summary>
internal static class SyntaxErrors
{
    /// <summary>The first error in each part of a class, as the compiler words it.</summary>
    public static IEnumerable<Statement> In(CSharpType type)
    {
        foreach (var part in type.Parts.Where(part => part.File.IsWhole && part.Declaration.ContainsDiagnostics))
        {
            var error = part.Declaration.GetDiagnostics().FirstOrDefault(each => each.Severity == DiagnosticSeverity.Error);
            if (error is null)
                continue;
            var (start, end) = (error.Location.SourceSpan.Start, error.Location.SourceSpan.End);
            var place = part.File.At(start, Math.Max(end, Math.Min(start + 1, part.File.Source.Text.Length)));
            var message = $"The C# does not compile: {error.Id} {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
            yield return new Statement(place, "Migration", [new Unreadable(message) { Location = place }]);
        }
    }
}
