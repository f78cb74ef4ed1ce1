using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace SafeMigrate.Analyzers.CodeFixes;

/// <summary>
/// Builds a FluentMigrator index concurrently, which needs <c>TransactionBehavior.None</c>. Offered only where the index is all that the migration
/// does: the other statements would lose their transaction.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConcurrentIndexFix)), Shared]
public sealed class ConcurrentIndexFix : CodeFixProvider
{
    private const string Title = "Build the index concurrently, outside a transaction";
    private const string Extensions = "FluentMigrator.Postgres";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("SM0501", "SM0504");

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) as CompilationUnitSyntax;
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement || !IsIndexAlone(statement))
            return;
        if (AttributeOf(statement) is { } attribute)
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(Apply(context.Document, root, statement, attribute)), Title), context.Diagnostics);
    }

    private static bool IsIndexAlone(ExpressionStatementSyntax statement) =>
        statement.Expression.ToString().Replace("this.", "").StartsWith("Create.Index(", StringComparison.Ordinal)
        && statement.Parent is BlockSyntax { Statements.Count: 1, Parent: MethodDeclarationSyntax { Identifier.Text: "Up" } };

    private static AttributeSyntax? AttributeOf(SyntaxNode node) => node.FirstAncestorOrSelf<ClassDeclarationSyntax>()?.AttributeLists
        .SelectMany(list => list.Attributes)
        .FirstOrDefault(attribute => attribute.Name.ToString().EndsWith("Migration", StringComparison.Ordinal)
            && attribute.ArgumentList?.ToString().Contains("TransactionBehavior") == false);

    private static Document Apply(Document document, CompilationUnitSyntax root, ExpressionStatementSyntax statement, AttributeSyntax attribute)
    {
        var behaviour = AttributeArgument(ParseExpression("TransactionBehavior.None").WithLeadingTrivia(Space));
        var arguments = attribute.ArgumentList!.Arguments.Insert(1, behaviour);
        var replaced = root.ReplaceNodes(new SyntaxNode[] { statement.Expression, attribute }, (node, _) => node is AttributeSyntax
            ? attribute.WithArgumentList(attribute.ArgumentList.WithArguments(arguments))
            : Concurrently(statement.Expression));
        return document.WithSyntaxRoot(WithExtensions(replaced));
    }

    private static ExpressionSyntax Concurrently(ExpressionSyntax chain) => chain.ToString().Contains("AsConcurrently")
        ? chain
        : ParseExpression(chain.ToString() + ".WithOptions().AsConcurrently()").WithTriviaFrom(chain);

    private static CompilationUnitSyntax WithExtensions(CompilationUnitSyntax root) => root.Usings.Any(import => import.Name?.ToString() == Extensions)
        ? root
        : root.AddUsings(UsingDirective(ParseName(Extensions).WithLeadingTrivia(Space)).WithTrailingTrivia(ElasticLineFeed));
}
