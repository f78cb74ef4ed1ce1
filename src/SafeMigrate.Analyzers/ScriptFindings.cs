using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using SafeMigrate.Postgres;
using SafeMigrate.SqlServer;

namespace SafeMigrate.Analyzers;

/// <summary>The findings about the .sql files of a project: each folder is a history of its own, in the natural order of its names.</summary>
internal sealed class ScriptFindings
{
    private readonly ILookup<string, Finding> findings;

    private ScriptFindings(ILookup<string, Finding> findings) => this.findings = findings;

    public static ScriptFindings Of(ImmutableArray<AdditionalText> files, AnalyzerSettings settings, CancellationToken cancellation)
    {
        var sources = files.Where(IsScript)
            .Select(file => new SourceText(file.Path, file.GetText(cancellation)?.ToString() ?? ""))
            .GroupBy(file => Folder(file.Path));
        var found = sources.SelectMany(folder => Linter.Lint([.. folder.OrderBy(file => SortKey(file.Path), StringComparer.Ordinal).Select(file => Read(file, settings.Dialect))], settings.Options));
        return new ScriptFindings(found.ToLookup(finding => finding.Location.Path));
    }

    public void Report(AdditionalText file, Action<Diagnostic> report)
    {
        foreach (var finding in findings[file.Path.Replace('\\', '/')])
        {
            if (Diagnostics.In(file, finding) is { } diagnostic)
                report(diagnostic);
        }
    }

    private static Migration Read(SourceText source, Dialect dialect)
    {
        var statements = dialect == Dialect.Postgres ? PostgresReader.Read(source) : TSqlReader.Read(source);
        var name = Name(source.Path);
        return new Migration(name, name, [.. statements]) { Source = source, Dialect = dialect };
    }

    // The way back is not checked: it runs in an emergency, on the shape that the way forward left behind.
    private static bool IsScript(AdditionalText file) => file.Path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase)
        && !file.Path.EndsWith("down.sql", StringComparison.OrdinalIgnoreCase) && !System.Text.RegularExpressions.Regex.IsMatch(file.Path, @"[\\/]U[0-9._]+__[^\\/]*$");

    private static string Folder(string path) => path.Substring(0, Math.Max(0, path.LastIndexOf('/')));

    private static string Name(string path)
    {
        var file = path.Substring(path.LastIndexOf('/') + 1);
        return file.Substring(0, Math.Max(0, file.LastIndexOf('.')));
    }

    // Numbers compare as numbers: V2 comes before V10.
    private static string SortKey(string path) =>
        System.Text.RegularExpressions.Regex.Replace(path, "[0-9]+", match => match.Value.TrimStart('0').PadLeft(24, '0'));
}
