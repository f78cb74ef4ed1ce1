using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CodeFixes;

/// <summary>
/// Moves a statement and those after it into a migration of their own, which runs in another transaction, or in another release where it takes away
/// what the running version needs.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SplitMigrationFix)), Shared]
public sealed class SplitMigrationFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create("SM0201", "SM0204", "SM0401", "SM0402", "SM0409", "SM0803", "SM0813");

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var statement = root?.FindNode(context.Span).FirstAncestorOrSelf<ExpressionStatementSyntax>();
        if (statement?.Parent is not BlockSyntax { Parent: MethodDeclarationSyntax { Identifier.Text: "Up", Parent: ClassDeclarationSyntax migration } } body)
            return;
        var at = body.Statements.IndexOf(statement);
        if (at == 0 || FollowingMigration.VersionOf(migration) is null || !body.Statements.Skip(at).All(each => each is ExpressionStatementSyntax))
            return;
        var isContract = context.Diagnostics[0].Id is "SM0201" or "SM0204";
        var (title, ending) = isContract ? ("Move to a contract migration of its own", "Contract") : ("Move to a migration of its own", "Afterwards");
        context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(Apply(context.Document, root!, migration, body, at, ending)), title), context.Diagnostics);
    }

    private static Document Apply(Document document, SyntaxNode root, ClassDeclarationSyntax migration, BlockSyntax body, int at, string ending)
    {
        var added = FollowingMigration.Make(migration, ending, body.Statements.Skip(at).Select(statement => statement.ToString()));
        var changed = migration.ReplaceNode(body, body.WithStatements(SyntaxFactory.List(body.Statements.Take(at))));
        return FollowingMigration.Add(document, root, migration, changed, added);
    }
}
