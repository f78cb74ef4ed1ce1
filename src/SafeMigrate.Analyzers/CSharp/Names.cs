using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>Simple names of syntax.</summary>
internal static class Names
{
    /// <summary>The last name of a type, without namespace, type arguments and '?': <c>List</c> of <c>System.Collections.Generic.List&lt;int&gt;?</c>.</summary>
    public static string Simple(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax name => name.Right.Identifier.Text,
        AliasQualifiedNameSyntax name => name.Name.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        NullableTypeSyntax nullable => Simple(nullable.ElementType),
        _ => type.ToString(),
    };

    /// <summary>An attribute's name without the ending <c>Attribute</c>.</summary>
    public static string Of(AttributeSyntax attribute) => WithoutAttribute(Simple(attribute.Name));

    public static string WithoutAttribute(string name) =>
        name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;

    /// <summary>Code on one line, cut where it is long, for messages.</summary>
    public static string Excerpt(string code)
    {
        var line = string.Join(" ", code.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 60 ? line : line.Substring(0, 57) + "...";
    }
}
