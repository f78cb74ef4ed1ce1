using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CodeFixes;

/// <summary>Puts a remark with the rule and room for the reason above the statement.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SuppressionFix)), Shared]
public sealed class SuppressionFix : CodeFixProvider
{
    /// <summary>What stands where the author says why; without a reason the linter does not accept the remark.</summary>
    public const string Reason = "say here why this is safe";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = Enumerable.Range(3, 1100).Select(number => $"SM{number:0000}").ToImmutableArray();

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<StatementSyntax>(node => node is not BlockSyntax) is not { } statement)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var title = $"Suppress {diagnostic.Id} with a reason";
            context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(Apply(context.Document, root, statement, diagnostic.Id)), title), diagnostic);
        }
    }

    private static Document Apply(Document document, SyntaxNode root, StatementSyntax statement, string id)
    {
        var leading = statement.GetLeadingTrivia();
        var indentation = leading.LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        var remark = SyntaxFactory.Comment($"// safemigrate:ignore {id} {Reason}");
        var marked = statement.WithLeadingTrivia(leading.Add(remark).Add(SyntaxFactory.ElasticLineFeed).Add(indentation));
        return document.WithSyntaxRoot(root.ReplaceNode(statement, marked));
    }
}
