using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.Incremental;

/// <summary>
/// What a file says about itself, found once: while somebody types, all files but one stay the same from one compilation to the next, and most have
/// nothing to do with migrations.
/// </summary>
internal sealed class FileFacts
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileFacts> Known = new();

    private FileFacts(SyntaxTree tree)
    {
        File = new CSharpFile(tree);
        var generated = tree.FilePath.EndsWith(".Designer.cs", StringComparison.OrdinalIgnoreCase);
        foreach (var node in tree.GetRoot().DescendantNodes(node => !(generated && node is BaseMethodDeclarationSyntax)))
            Look(node);
        MayHoldMigrations &= !tree.FilePath.EndsWith("ModelSnapshot.cs", StringComparison.OrdinalIgnoreCase);

        // The model that EF Core repeats in a designer file names all entities, and nothing of it is read.
        if (generated)
            Mentioned.Clear();
    }

    public CSharpFile File { get; }

    /// <summary>The names of types and extension methods.</summary>
    public HashSet<string> Declared { get; } = new(StringComparer.Ordinal);

    /// <summary>The types that may have parts in other files.</summary>
    public HashSet<string> Partial { get; } = new(StringComparer.Ordinal);

    /// <summary>All names that the code uses.</summary>
    public HashSet<string> Mentioned { get; } = new(StringComparer.Ordinal);

    /// <summary>The members that are given a value.</summary>
    public HashSet<string> Assigned { get; } = new(StringComparer.Ordinal);

    /// <summary>Members such as <c>Action&lt;Migration&gt; Before</c>, which do nothing unless some file assigns them.</summary>
    public HashSet<string> Hooks { get; } = new(StringComparer.Ordinal);

    /// <summary>True where a class has a base or an attribute: a migration has one of both.</summary>
    public bool MayHoldMigrations { get; private set; }

    public static FileFacts Of(SyntaxTree tree) => Known.GetValue(tree, each => new FileFacts(each));

    private void Look(SyntaxNode node)
    {
        switch (node)
        {
            case BaseTypeDeclarationSyntax type:
                Declared.Add(type.Identifier.Text);
                if (type.Modifiers.Any(SyntaxKind.PartialKeyword))
                    Partial.Add(type.Identifier.Text);
                MayHoldMigrations |= type is ClassDeclarationSyntax { BaseList: not null } or ClassDeclarationSyntax { AttributeLists.Count: > 0 };
                break;
            case MethodDeclarationSyntax method when method.ParameterList.Parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) == true:
                Declared.Add(method.Identifier.Text);
                break;
            case VariableDeclarationSyntax { Parent: BaseFieldDeclarationSyntax } field when IsHook(field.Type):
                Hooks.UnionWith(field.Variables.Select(variable => variable.Identifier.Text));
                break;
            case PropertyDeclarationSyntax property when IsHook(property.Type):
                Hooks.Add(property.Identifier.Text);
                break;
            case AssignmentExpressionSyntax assignment:
                Assigned.Add(assignment.Left is MemberAccessExpressionSyntax access ? access.Name.Identifier.Text : assignment.Left.ToString());
                break;
            case SimpleNameSyntax name:
                Mentioned.Add(name.Identifier.Text);
                break;
        }
    }

    private static bool IsHook(TypeSyntax type) => Names.Simple(type) is "Action" or "Func" or "EventHandler";
}
