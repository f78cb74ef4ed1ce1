using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace SafeMigrate.Analyzers.CodeFixes;

/// <summary>Makes a FluentMigrator class that runs right after another one, in a transaction of its own.</summary>
internal static class FollowingMigration
{
    /// <summary>The version in <c>[Migration(42)]</c>, or null for a class that has none or says it otherwise.</summary>
    public static long? VersionOf(ClassDeclarationSyntax migration) => AttributeOf(migration)?.ArgumentList?.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax { Token.Value: int or long } literal
        ? Convert.ToInt64(literal.Token.Value, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The class; its version is the next one, and there is no way back in it, because nobody wrote one.</summary>
    /// <param name="migration">The class that runs before it.</param>
    /// <param name="ending">What its name ends with.</param>
    /// <param name="statements">What its Up does, each on a line.</param>
    public static ClassDeclarationSyntax Make(ClassDeclarationSyntax migration, string ending, IEnumerable<string> statements)
    {
        var inner = IndentationOf(migration);
        var body = string.Concat(statements.Select(statement => $"{inner}        {statement.Trim()}\n"));
        var code = $"\n{inner}[Migration({(VersionOf(migration)! + 1)!.Value.ToString(CultureInfo.InvariantCulture)})]\n"
            + $"{inner}public class {migration.Identifier.Text}{ending} : ForwardOnlyMigration\n{inner}{{\n"
            + $"{inner}    public override void Up()\n{inner}    {{\n{body}{inner}    }}\n{inner}}}\n";
        return (ClassDeclarationSyntax)ParseMemberDeclaration(code)!;
    }

    /// <summary>The file with <paramref name="added"/> behind <paramref name="migration"/>, which is changed to <paramref name="changed"/>.</summary>
    public static Document Add(Document document, SyntaxNode root, ClassDeclarationSyntax migration, ClassDeclarationSyntax changed, ClassDeclarationSyntax added)
    {
        var marked = changed.WithTrailingTrivia(EndOfLine("\n"));
        return document.WithSyntaxRoot(root.ReplaceNode(migration, [marked, added]));
    }

    private static AttributeSyntax? AttributeOf(ClassDeclarationSyntax migration) => migration.AttributeLists.SelectMany(list => list.Attributes)
        .FirstOrDefault(attribute => attribute.Name.ToString() is "Migration" or "MigrationAttribute" or "FluentMigrator.Migration");

    private static string IndentationOf(SyntaxNode node) =>
        node.GetLeadingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)) is { } space && space.IsKind(SyntaxKind.WhitespaceTrivia) ? space.ToString() : "";
}
