using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

internal sealed partial class Interpreter
{
    private (CSharpType Type, CSharpFile File, MethodDeclarationSyntax Method)? MethodOf(CSharpType type, string name, IReadOnlyList<Argument> arguments)
    {
        foreach (var owner in project.Hierarchy(type))
        {
            foreach (var (file, method) in owner.Methods(name))
            {
                if (Accepts(method.ParameterList.Parameters, arguments.Count) && (method.Body ?? (object?)method.ExpressionBody) is not null)
                    return (owner, file, method);
            }
        }

        return null;
    }

    private static bool Accepts(IReadOnlyList<ParameterSyntax> parameters, int arguments)
    {
        var required = parameters.Count(parameter => parameter.Default is null && !parameter.Modifiers.Any(SyntaxKind.ParamsKeyword));
        var open = parameters.Any(parameter => parameter.Modifiers.Any(SyntaxKind.ParamsKeyword));
        return arguments >= required && (open || arguments <= parameters.Count);
    }

    // An extension is the migration's own word for a part of a chain. One that calls the library's method of its name does not call itself.
    private ExtensionMethod? ExtensionFor(Value receiver, string name, IReadOnlyList<Argument> arguments, Scope scope)
    {
        foreach (var extension in project.Extensions(name))
        {
            var calling = scope.Type == extension.Type && running.Contains(extension.Syntax);
            if (!calling && Accepts([.. extension.Syntax.ParameterList.Parameters.Skip(1)], arguments.Count) && Extends(extension, receiver))
                return extension;
        }

        return null;
    }

    private bool Extends(ExtensionMethod extension, Value receiver) => receiver switch
    {
        Chain => api.IsBuilder(extension.Extends) || IsTypeParameter(extension),
        Root root => extension.Extends.IndexOf(root.Name, StringComparison.OrdinalIgnoreCase) >= 0 || IsTypeParameter(extension),
        Instance self => api.IsMigrationBase(extension.Extends) || project.Hierarchy(self.Type).Any(type => type.Name == extension.Extends),
        Text => extension.Extends is "string" or "String",
        TypeValue or Unknown => false,
        Connection => extension.Extends.StartsWith("IDb", StringComparison.Ordinal) || extension.Extends.EndsWith("Connection", StringComparison.Ordinal)
            || extension.Extends.EndsWith("Command", StringComparison.Ordinal),
        _ => true,
    };

    private static bool IsTypeParameter(ExtensionMethod extension) =>
        extension.Syntax.TypeParameterList?.Parameters.Any(parameter => parameter.Identifier.Text == extension.Extends) == true;

    private Value InlineExtension(
        ExtensionMethod extension,
        Value receiver,
        IReadOnlyList<Argument> arguments,
        InvocationExpressionSyntax call,
        MemberAccessExpressionSyntax access,
        Scope scope)
    {
        var self = new Argument(null, receiver, Place(access.Expression, scope), Names.Excerpt(access.Expression.ToString()));
        return Inline(extension.Type, extension.File, extension.Syntax, null, [self, .. arguments], call, scope);
    }

    private readonly HashSet<MethodDeclarationSyntax> running = [];

    private Value Inline(
        CSharpType type,
        CSharpFile file,
        MethodDeclarationSyntax method,
        Instance? self,
        IReadOnlyList<Argument> arguments,
        InvocationExpressionSyntax call,
        Scope scope,
        Fields? building = null)
    {
        if (scope.Frame.Depth >= MaximumDepth || !Step())
            return new Unknown($"the calls of {method.Identifier.Text} are nested too deeply");
        if (isOnConnection && !own.Contains(file) && !arguments.Any(argument => argument.Value is Connection))
            return WithScript(new Unknown($"{method.Identifier.Text} is of no matter to the database"), arguments);
        var place = own.Contains(file) || own.Count == 0 ? null : scope.Place ?? scope.File.At(CallSite(call).Start, call.Span.End);
        var isStatic = method.Modifiers.Any(SyntaxKind.StaticKeyword);
        var inner = new Scope(file, type, isStatic ? null : self, place, new Frame(scope.Frame.Depth + 1)) { Building = isStatic ? null : building };
        Bind(method.ParameterList.Parameters, arguments, inner);
        var first = running.Add(method);
        RunBody(method, inner);
        if (first)
            running.Remove(method);
        return inner.Frame.Result is Unknown unknown ? WithScript(unknown, arguments) : inner.Frame.Result ?? Value.Null;
    }

    // Of a chain only the helper's own call is the place; of Helper.Add(this) all of it.
    private static TextSpan CallSite(InvocationExpressionSyntax call)
    {
        var start = call.Expression is MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax } access ? access.Name.SpanStart : call.SpanStart;
        return TextSpan.Between(start, call.Span.End);
    }

    private void Bind(IReadOnlyList<ParameterSyntax> parameters, IReadOnlyList<Argument> arguments, Scope scope)
    {
        var position = 0;
        foreach (var parameter in parameters)
        {
            var name = parameter.Identifier.Text;
            if (arguments.FirstOrDefault(argument => argument.Name == name) is { } named)
                scope.Declare(name, named.Value);
            else if (parameter.Modifiers.Any(SyntaxKind.ParamsKeyword))
                scope.Declare(name, Rest(arguments, position));
            else if (position < arguments.Count && arguments[position].Name is null)
                scope.Declare(name, arguments[position++].Value);
            else
                scope.Declare(name, parameter.Default is { } value ? Evaluate(value.Value, scope) : new Unknown($"{name} is missing"));
        }
    }

    private static Value Rest(IReadOnlyList<Argument> arguments, int from)
    {
        var rest = arguments.Skip(from).Where(argument => argument.Name is null).Select(argument => argument.Value).ToList();
        return rest is [Items or Unknown] ? rest[0] : new Items(rest);
    }
}
