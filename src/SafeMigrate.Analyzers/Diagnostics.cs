using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace SafeMigrate.Analyzers;

/// <summary>Turns findings into diagnostics.</summary>
internal static class Diagnostics
{
    /// <summary>The diagnostic's property with the name of the finding's operation.</summary>
    public const string Operation = "operation";

    /// <summary>The diagnostic at a place of a syntax tree.</summary>
    public static Diagnostic? In(SyntaxTree tree, Finding finding) =>
        Of(finding, Microsoft.CodeAnalysis.Location.Create(tree, SpanOf(finding.Location, tree.Length)));

    /// <summary>The diagnostic at a place of a file that is not C#.</summary>
    public static Diagnostic? In(AdditionalText file, Finding finding)
    {
        var place = finding.Location;
        var lines = new LinePositionSpan(new(place.Line - 1, place.Column - 1), new(place.EndLine - 1, place.EndColumn - 1));
        return Of(finding, Microsoft.CodeAnalysis.Location.Create(file.Path, SpanOf(place, place.Source.Text.Length), lines));
    }

    private static Diagnostic? Of(Finding finding, Microsoft.CodeAnalysis.Location location)
    {
        if (RuleDescriptors.Find(finding.Rule) is not { } descriptor)
            return null;
        var properties = ImmutableDictionary<string, string?>.Empty.Add(Operation, finding.Operation);
        var severity = finding.Severity == Severity.Note ? DiagnosticSeverity.Info : descriptor.DefaultSeverity;
        return Diagnostic.Create(descriptor, location, severity, null, properties, finding.Message + ". " + finding.Help);
    }

    private static Microsoft.CodeAnalysis.Text.TextSpan SpanOf(Location place, int length) =>
        Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(Math.Min(place.Span.Start, length), Math.Min(place.Span.End, length));
}
