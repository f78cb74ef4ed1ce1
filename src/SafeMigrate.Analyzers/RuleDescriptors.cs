using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer;

namespace SafeMigrate.Analyzers;

/// <summary>The rules as the compiler knows them.</summary>
internal static class RuleDescriptors
{
    public static IReadOnlyList<Rule> Rules { get; } = [.. RuleCatalog.All.Concat(SqlServerRules.All).OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = Rules.Select(Descriptor).ToImmutableArray();

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = All.ToImmutableDictionary(descriptor => descriptor.Id);

    public static DiagnosticDescriptor? Find(string id) => ById.TryGetValue(id, out var descriptor) ? descriptor : null;

    // A project that takes the package in must still build, so that what is an error on the command line is a warning until .editorconfig says more.
    private static DiagnosticDescriptor Descriptor(Rule rule) => new(
        rule.Id,
        rule.Title,
        "{0}",
        "Migrations",
        rule.Severity == Severity.Note ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
        rule.EnabledByDefault,
        rule.Why);
}
