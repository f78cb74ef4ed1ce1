using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>A class, record, struct, interface or enum of the files, with all its parts.</summary>
/// <param name="fullName">With namespace and outer types.</param>
internal sealed class CSharpType(string fullName)
{
    public string FullName => fullName;

    public string Name { get; } = fullName.Substring(fullName.LastIndexOf('.') + 1);

    /// <summary>Where it stands: <see cref="FullName"/> without the name.</summary>
    public string Container { get; } = fullName.Substring(0, Math.Max(0, fullName.LastIndexOf('.')));

    public List<Part> Parts { get; } = [];

    public Part First => Parts[0];

    public bool IsEnum => First.Declaration is EnumDeclarationSyntax;

    public bool IsAbstract => Has(SyntaxKind.AbstractKeyword) || First.Declaration is InterfaceDeclarationSyntax;

    public bool Has(SyntaxKind modifier) => Parts.Any(part => part.Declaration.Modifiers.Any(modifier));

    /// <summary>The simple names of base types as written, without type arguments.</summary>
    public IEnumerable<string> Bases => Parts
        .SelectMany(part => part.Declaration.BaseList?.Types ?? [])
        .Select(type => Names.Simple(type.Type));

    public IEnumerable<(CSharpFile File, MemberDeclarationSyntax Syntax)> Members => Parts
        .Where(part => part.Declaration is TypeDeclarationSyntax)
        .SelectMany(part => ((TypeDeclarationSyntax)part.Declaration).Members.Select(member => (part.File, member)));

    public IEnumerable<(CSharpFile File, AttributeSyntax Syntax)> Attributes => Parts
        .SelectMany(part => part.Declaration.AttributeLists.SelectMany(list => list.Attributes).Select(attribute => (part.File, attribute)));

    public IEnumerable<(CSharpFile File, MethodDeclarationSyntax Syntax)> Methods(string name)
    {
        foreach (var (file, member) in Members)
        {
            if (member is MethodDeclarationSyntax method && method.Identifier.Text == name)
                yield return (file, method);
        }
    }
}

/// <summary>One declaration of a type that may be partial.</summary>
internal sealed record Part(CSharpFile File, BaseTypeDeclarationSyntax Declaration);
