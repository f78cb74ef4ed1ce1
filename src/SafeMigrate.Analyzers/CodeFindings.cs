using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SafeMigrate.Analyzers.Incremental;

namespace SafeMigrate.Analyzers;

/// <summary>The findings about the migrations in a compilation's C# files.</summary>
internal sealed class CodeFindings
{
    // The last reading of a project, kept as long as one of its files is.
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<ReadMigrations>> Last = new();

    private readonly MigrationFiles files;
    private readonly AnalyzerSettings settings;
    private readonly ReadMigrations read;
    private readonly Lazy<LintedHistory> history;

    private CodeFindings(MigrationFiles files, AnalyzerSettings settings, ReadMigrations read)
    {
        (this.files, this.settings, this.read) = (files, settings, read);
        history = new(() => Linter.Replay(read.History, settings.Options));
    }

    public static CodeFindings Of(CSharpCompilation compilation, AnalyzerSettings settings, CancellationToken cancellation)
    {
        var facts = new List<FileFacts>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            facts.Add(FileFacts.Of(tree));
        }

        var files = new MigrationFiles(facts);
        return new CodeFindings(files, settings, Read(files, settings.Dialect));
    }

    /// <summary>Reports what is wrong in a file; one that has nothing to do with migrations costs nothing.</summary>
    public void Report(SyntaxTree tree, Action<Diagnostic> report)
    {
        var file = FileFacts.Of(tree);
        if (!files.Has(file) || !read.History.Any(migration => Concerns(file, migration)))
            return;
        foreach (var finding in history.Value.Findings(migration => Concerns(file, migration)))
        {
            if (settings.Tree(finding.Location.Path) == tree && Diagnostics.In(tree, finding) is { } diagnostic)
                report(diagnostic);
        }
    }

    // A place in a helper may be the fault of any migration that uses it.
    private bool Concerns(FileFacts file, Migration migration) =>
        files.Helpers.Contains(file) || files.UnitOf(file)!.Any(part => part.File.Source == migration.Source);

    private static ReadMigrations Read(MigrationFiles files, Dialect dialect)
    {
        var trees = files.Units.SelectMany(unit => unit).Select(file => file.File.Tree).ToList();
        var last = trees.Select(tree => Last.TryGetValue(tree, out var found) ? found.Value : null).FirstOrDefault(found => found is not null);
        var read = ReadMigrations.Of(files, dialect, last);
        foreach (var tree in trees)
            Last.GetOrCreateValue(tree).Value = read;
        return read;
    }
}
