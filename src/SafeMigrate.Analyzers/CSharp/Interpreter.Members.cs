using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

internal sealed partial class Interpreter
{
    // What the code assigned to fields, in the order of its reading.
    private readonly Dictionary<string, Value> fields = [];

    private Value EvaluateName(IdentifierNameSyntax name, Scope scope)
    {
        var text = name.Identifier.Text;
        if (scope[text] is { } variable)
            return (variable as Items)?.Lost ?? variable;
        if (fields.TryGetValue(text, out var field))
            return field;
        if (scope.Building?[text] is { } assigned)
            return assigned;
        if (scope.Self is { } self && MemberOf(self.Type, text, self, scope) is { } inherited)
            return inherited;
        if (MemberOfEnclosing(scope.Type, text, scope) is { } member)
            return member;
        if (scope.Self is { IsMigration: true } && api.Member(text) is { } root)
            return root;
        if (OwnTypes(scope).Select(owner => MethodGroup(owner, name, scope)).FirstOrDefault(group => group is not null) is { } method)
            return method;
        if (project.Find(text, scope.Type) is { } type)
            return new TypeValue(type);
        return StaticImports(scope).Select(imported => MemberOf(imported, text, null, scope)).FirstOrDefault(value => value is not null)
            ?? new Symbol(text);
    }

    // Execute.WithConnection(Convert): the method itself, to be called by somebody else.
    private Function? MethodGroup(CSharpType type, SimpleNameSyntax name, Scope scope)
    {
        foreach (var owner in project.Hierarchy(type))
        {
            foreach (var (file, method) in owner.Methods(name.Identifier.Text))
            {
                if (((SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression) is not { } body)
                    continue;
                var place = own.Contains(file) || own.Count == 0 ? null : Place(name, scope);
                var self = method.Modifiers.Any(SyntaxKind.StaticKeyword) ? null : scope.Self;
                return new Function(new LambdaBody([.. method.ParameterList.Parameters], body), new Scope(file, owner, self, place, scope.Frame));
            }
        }

        return null;
    }

    private Value? MemberOfEnclosing(CSharpType type, string name, Scope scope)
    {
        for (var container = type; container is not null; container = Enclosing(container))
        {
            if (MemberOf(container, name, null, scope) is { } value)
                return value;
        }

        return null;
    }

    private CSharpType? Enclosing(CSharpType type) =>
        type.Container.Length == 0 ? null : project.Types.FirstOrDefault(other => other.FullName == type.Container);

    private IEnumerable<CSharpType> StaticImports(Scope scope) => ((CompilationUnitSyntax)scope.File.Tree.GetRoot()).Usings
        .Where(import => import.StaticKeyword.IsKind(SyntaxKind.StaticKeyword) && import.Name is not null)
        .Select(import => project.Find(Names.Simple(import.Name!), scope.Type))
        .OfType<CSharpType>();

    /// <summary>The value of a field, constant, property or enum member of a type or its bases; null where there is none.</summary>
    private Value? MemberOf(CSharpType type, string name, Instance? self, Scope from)
    {
        foreach (var owner in project.Hierarchy(type))
        {
            if (owner.IsEnum && ((EnumDeclarationSyntax)owner.First.Declaration).Members.Any(member => member.Identifier.Text == name))
                return new Symbol(owner.Name + "." + name) { IsEnumMember = true };
            if (api.IsMigrationBase(owner.Name) && api.Member(name) is not null)
                continue; // The library's own source, or a stub of it, among the files.
            foreach (var (file, member) in owner.Members)
            {
                if (InitializerOf(member, name) is { } initializer)
                    return Evaluate(initializer.Code, ScopeOf(owner, file, self, from), initializer.Type);
                if (IsMember(member, name))
                    return WithoutInitializer(member, name, owner);
            }
        }

        return project.Find(name, type) is { } nested && nested.Container == type.FullName ? new TypeValue(nested) : null;
    }

    // A hook that no code sets is never called.
    private Value WithoutInitializer(MemberDeclarationSyntax member, string name, CSharpType owner)
    {
        var type = member is BaseFieldDeclarationSyntax field ? field.Declaration.Type : ((PropertyDeclarationSyntax)member).Type;
        var simple = Names.Simple(type);
        return simple is "Action" or "Func" or "EventHandler" && !project.Assigns(name)
            ? Value.Null
            : new Unknown($"{name} gets its value when the migration runs") { Type = project.Find(simple, owner) };
    }

    // Fields are read where they are named; a cycle of initializers ends with the steps.
    private static Scope ScopeOf(CSharpType owner, CSharpFile file, Instance? self, Scope from) =>
        new(file, owner, self, from.Place, new Frame(from.Frame.Depth + 1)) { Building = from.Building };

    private static (ExpressionSyntax Code, TypeSyntax Type)? InitializerOf(MemberDeclarationSyntax member, string name)
    {
        if (member is BaseFieldDeclarationSyntax field)
        {
            var variable = field.Declaration.Variables.FirstOrDefault(each => each.Identifier.Text == name);
            return variable?.Initializer is { } value ? (value.Value, field.Declaration.Type) : null;
        }

        if (member is not PropertyDeclarationSyntax property || property.Identifier.Text != name)
            return null;
        var getter = property.AccessorList?.Accessors.FirstOrDefault(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration));
        var code = property.ExpressionBody?.Expression ?? property.Initializer?.Value ?? getter?.ExpressionBody?.Expression
            ?? (getter?.Body?.Statements is [ReturnStatementSyntax { Expression: { } result }] ? result : null);
        return code is null ? null : (code, property.Type);
    }

    private static bool IsMember(MemberDeclarationSyntax member, string name) => member switch
    {
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Any(each => each.Identifier.Text == name),
        PropertyDeclarationSyntax property => property.Identifier.Text == name && !property.Modifiers.Any(SyntaxKind.AbstractKeyword),
        _ => false,
    };

    private Value EvaluateMember(MemberAccessExpressionSyntax access, Scope scope)
    {
        var name = access.Name.Identifier.Text;
        if (access.Expression is BaseExpressionSyntax)
            return EvaluateName(SyntaxFactory.IdentifierName(name), scope);
        if (access.Expression is PredefinedTypeSyntax type)
            return BuiltIn.Constant(type + "." + name, scope.File.At(access)) ?? new Symbol(type + "." + name);
        return Evaluate(access.Expression, scope) switch
        {
            Instance self when scope.Self is not null && access.Expression is ThisExpressionSyntax && fields.TryGetValue(name, out var field) => field,
            Instance self => MemberOf(self.Type, name, self, scope) ?? (self.IsMigration ? api.Member(name) : null)
                ?? (Value)new Unknown($"{Names.Excerpt(access.ToString())} is not in these files"),
            TypeValue owner => MemberOf(owner.Type, name, null, scope) ?? MethodGroup(owner.Type, access.Name, scope) ?? (Value)new Symbol(owner.Type.Name + "." + name),
            Connection connection => connection,
            Root root => api.Property(root, name, scope.File.At(access)) ?? new Unknown($"{name} of {root.Name} is not known"),
            Chain chain => Append(chain, access.Name, [], scope.File.At(access.Name), scope),
            Fields owner when Computed(owner, name, scope) is { } field => field,
            Symbol symbol => Dotted(symbol, name, access, scope),
            Unknown { Type: { } known } unknown => MemberOf(known, name, null, scope) ?? unknown,
            Unknown unknown => unknown,
            var value => BuiltIn.Property(value, name) ?? new Unknown($"{Names.Excerpt(access.ToString())} is not followed"),
        };
    }

    private Value Dotted(Symbol left, string name, MemberAccessExpressionSyntax access, Scope scope)
    {
        var dotted = left.Name + "." + name;
        if (BuiltIn.Constant(dotted, scope.File.At(access)) is { } known)
            return known;
        return project.Find(name, scope.Type) is { } type && ("." + type.FullName).EndsWith("." + dotted, StringComparison.Ordinal)
            ? new TypeValue(type)
            : new Symbol(dotted);
    }

    private Value EvaluateElement(ElementAccessExpressionSyntax element, Scope scope)
    {
        var owner = Evaluate(element.Expression, scope);
        var key = element.ArgumentList.Arguments.Count == 1 ? Evaluate(element.ArgumentList.Arguments[0].Expression, scope) : Value.Null;
        return (owner, key) switch
        {
            (Items items, Literal { Of: int index }) when index >= 0 && index < items.Values.Count => items.Values[index],
            (Fields fields, Text text) when fields[text.Content] is { } found => found,
            (Fields fields, Literal or Symbol) when fields[KeyOf(key)] is { } found => found,
            (Unknown, _) => owner,
            _ => new Unknown($"{Names.Excerpt(element.ToString())} is not followed"),
        };
    }

    private static string KeyOf(Value value) => value.ToString() ?? "";

    // The number behind an enum member of the files: its own value, or one more than the one before.
    private Value EnumValue(Symbol symbol, Scope scope)
    {
        var name = symbol.Name.Contains('.') ? symbol.Name.Substring(0, symbol.Name.LastIndexOf('.')) : "";
        if (!symbol.IsEnumMember || project.Find(name.Substring(name.LastIndexOf('.') + 1), scope.Type) is not { IsEnum: true } type)
            return new Unknown($"the value of {symbol.Name} is not in these files");
        Value number = new Literal(-1);
        foreach (var member in ((EnumDeclarationSyntax)type.First.Declaration).Members)
        {
            number = member.EqualsValue is { } value ? Evaluate(value.Value, scope) : Operators.Add([number, new Literal(1)]);
            if (member.Identifier.Text == symbol.Member)
                return number;
        }

        return new Unknown($"the value of {symbol.Name} is not in these files");
    }
}
