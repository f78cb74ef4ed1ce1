using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>The C# files that are read together, with their types by name.</summary>
internal sealed class CSharpProject
{
    private readonly Dictionary<string, CSharpType> types = [];
    private readonly ILookup<string, CSharpType> typesByName;
    private readonly ILookup<string, ExtensionMethod> extensions;

    private readonly IReadOnlyList<CSharpFile> files;
    private readonly HashSet<CSharpFile> helpers;
    private readonly Lazy<HashSet<string>> assigned;

    /// <param name="files">The files whose migrations are wanted.</param>
    /// <param name="helpers">Other files of the project that may hold base classes, constants and helper methods of theirs.</param>
    public CSharpProject(IReadOnlyList<CSharpFile> files, IReadOnlyList<CSharpFile>? helpers = null)
    {
        this.files = [.. files, .. helpers ?? []];
        this.helpers = [.. helpers ?? []];
        assigned = new(AssignedNames);
        foreach (var file in this.files)
            AddTypes(file, ((CompilationUnitSyntax)file.Tree.GetRoot()).Members, "");
        typesByName = types.Values.ToLookup(type => type.Name);
        extensions = types.Values.Where(type => type.Has(SyntaxKind.StaticKeyword)).SelectMany(ExtensionsOf).ToLookup(method => method.Syntax.Identifier.Text);
    }

    public IEnumerable<CSharpType> Types => types.Values;

    /// <summary>The types of the files whose migrations are wanted.</summary>
    public IEnumerable<CSharpType> OwnTypes => helpers.Count == 0 ? types.Values : types.Values.Where(type => type.Parts.Any(part => !helpers.Contains(part.File)));

    /// <summary>True where code of the files gives a value to a field or property of this name.</summary>
    public bool Assigns(string member) => assigned.Value.Contains(member);

    /// <summary>The extension methods of this name.</summary>
    public IEnumerable<ExtensionMethod> Extensions(string name) => extensions[name];

    /// <summary>The type that a simple name means for code in <paramref name="from"/>: the one in the nearest namespace or outer type.</summary>
    public CSharpType? Find(string name, CSharpType? from)
    {
        var candidates = typesByName[name].ToList();
        return candidates.Count < 2 || from is null
            ? candidates.FirstOrDefault()
            : candidates.OrderByDescending(type => CommonPrefix(type.Container, from.FullName)).First();
    }

    /// <summary>The type and its base types within the files, the nearest first.</summary>
    public IEnumerable<CSharpType> Hierarchy(CSharpType type)
    {
        var seen = new HashSet<CSharpType>();
        var waiting = new Queue<CSharpType>([type]);
        while (waiting.Count > 0)
        {
            var next = waiting.Dequeue();
            if (!seen.Add(next))
                continue;
            yield return next;
            foreach (var name in next.Bases)
            {
                if (Find(name, next) is { } found)
                    waiting.Enqueue(found);
            }
        }
    }

    /// <summary>The names of all base types, those outside the files included.</summary>
    public IEnumerable<string> BaseNames(CSharpType type) => Hierarchy(type).SelectMany(each => each.Bases);

    private HashSet<string> AssignedNames() =>
    [
        .. files.SelectMany(file => file.Tree.GetRoot().DescendantNodes()).OfType<AssignmentExpressionSyntax>().Select(each => each.Left switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
            _ => each.Left.ToString(),
        }),
    ];

    private static int CommonPrefix(string one, string other)
    {
        var length = 0;
        while (length < one.Length && length < other.Length && one[length] == other[length])
            length++;
        return length;
    }

    private static IEnumerable<ExtensionMethod> ExtensionsOf(CSharpType type)
    {
        foreach (var (file, member) in type.Members)
        {
            if (member is MethodDeclarationSyntax method && method.ParameterList.Parameters.FirstOrDefault() is { } first
                && first.Modifiers.Any(SyntaxKind.ThisKeyword))
            {
                yield return new ExtensionMethod(type, file, method);
            }
        }
    }

    private void AddTypes(CSharpFile file, SyntaxList<MemberDeclarationSyntax> members, string container)
    {
        foreach (var member in members)
        {
            if (member is BaseNamespaceDeclarationSyntax space)
                AddTypes(file, space.Members, Join(container, space.Name.ToString()));
            else if (member is BaseTypeDeclarationSyntax type)
                AddType(file, type, container);
        }
    }

    private void AddType(CSharpFile file, BaseTypeDeclarationSyntax declaration, string container)
    {
        var name = Join(container, declaration.Identifier.Text);
        if (!types.TryGetValue(name, out var type))
            types.Add(name, type = new CSharpType(name));
        type.Parts.Add(new Part(file, declaration));
        if (declaration is TypeDeclarationSyntax outer)
            AddTypes(file, outer.Members, name);
    }

    private static string Join(string container, string name) => container.Length == 0 ? name : container + "." + name;
}

/// <summary>An extension method of the files.</summary>
internal sealed record ExtensionMethod(CSharpType Type, CSharpFile File, MethodDeclarationSyntax Syntax)
{
    /// <summary>The simple name of the type it extends.</summary>
    public string Extends => Names.Simple(Syntax.ParameterList.Parameters[0].Type!);
}
