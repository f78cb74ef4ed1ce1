using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

internal sealed partial class Interpreter
{
    private Value EvaluateCall(InvocationExpressionSyntax call, Scope scope) => call.Expression switch
    {
        IdentifierNameSyntax { Identifier.Text: "nameof" } => NameOf(call, scope),
        SimpleNameSyntax name => CallOwn(name, call, scope),
        MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } access => CallBase(access, call, scope),
        MemberAccessExpressionSyntax access => CallOn(access, call, scope),
        _ => new Unknown($"{Names.Excerpt(call.ToString())} is not followed"),
    };

    private static Text NameOf(InvocationExpressionSyntax call, Scope scope)
    {
        var argument = call.ArgumentList.Arguments[0].Expression;
        var name = argument is MemberAccessExpressionSyntax member ? member.Name.Identifier.Text : ((argument as SimpleNameSyntax)?.Identifier.Text ?? argument.ToString());
        return Text.At(name, scope.File.At(call));
    }

    private Value CallOwn(SimpleNameSyntax name, InvocationExpressionSyntax call, Scope scope)
    {
        var text = name.Identifier.Text;
        var arguments = ArgumentsOf(call, scope);
        if (scope[text] is Function local)
            return Call(local, [.. arguments.Select(argument => argument.Value)]);
        if (text == "Add" && scope.Collecting is { } list && arguments.Count == 1)
            return Collect(list, arguments[0].Value);
        foreach (var type in OwnTypes(scope))
        {
            if (MethodOf(type, text, arguments) is { } found)
                return Inline(found.Type, found.File, found.Method, scope.Self, arguments, call, scope, scope.Building);
        }

        if (EvaluateName(SyntaxFactory.IdentifierName(text), scope) is Function held)
            return Call(held, [.. arguments.Select(argument => argument.Value)]);

        if (scope.Self is { IsMigration: true } self && RootOf(self, text, arguments, call, scope) is { } root)
            return root;
        return Unfollowed($"{text} is not in these files", arguments, call, scope);
    }

    private static Value Collect(Items list, Value value)
    {
        list.Values.Add(value);
        return Value.Null;
    }

    private IEnumerable<CSharpType> OwnTypes(Scope scope)
    {
        if (scope.Self is { } self)
            yield return self.Type;
        for (var type = scope.Type; type is not null; type = Enclosing(type))
            yield return type;
        foreach (var type in StaticImports(scope))
            yield return type;
    }

    private Value CallBase(MemberAccessExpressionSyntax access, InvocationExpressionSyntax call, Scope scope)
    {
        var arguments = ArgumentsOf(call, scope);
        if (access.Name.Identifier.Text == "Add" && scope.Collecting is { } list && arguments.Count == 1)
            return Collect(list, arguments[0].Value);
        foreach (var type in project.Hierarchy(scope.Type).Skip(1))
        {
            if (MethodOf(type, access.Name.Identifier.Text, arguments) is { } found)
                return Inline(found.Type, found.File, found.Method, scope.Self, arguments, call, scope);
        }

        return api.IsOwnMethod(access.Name.Identifier.Text)
            ? Value.Null
            : new Unknown($"{Names.Excerpt(access.ToString())} is not in these files");
    }

    private Value CallOn(MemberAccessExpressionSyntax access, InvocationExpressionSyntax call, Scope scope)
    {
        var name = access.Name.Identifier.Text;
        var receiver = access.Expression is PredefinedTypeSyntax type ? new Symbol(type.ToString()) : Evaluate(access.Expression, scope);
        var arguments = ArgumentsOf(call, scope);
        if (receiver is Instance self && MethodOf(self.Type, name, arguments) is { } method)
            return Inline(method.Type, method.File, method.Method, self, arguments, call, scope);
        if (TypeOf(receiver) is { } owner && MethodOf(owner, name, arguments) is { } shared)
            return Inline(shared.Type, shared.File, shared.Method, null, arguments, call, scope, receiver as Fields);
        if (ExtensionFor(receiver, name, arguments, scope) is { } extension)
            return InlineExtension(extension, receiver, arguments, call, access, scope);
        return receiver switch
        {
            Chain chain => Append(chain, access.Name, arguments, scope.File.At(access.Name.SpanStart, call.Span.End), scope),
            Root root => api.Answer(root, name) ?? RootOf(root, name, arguments, call, scope) ?? StartChain(root, access, arguments, call, scope),
            Instance { IsMigration: true } instance when RootOf(instance, name, arguments, call, scope) is { } root => root,
            Function function when name == "Invoke" => Call(function, [.. arguments.Select(argument => argument.Value)]),
            Connection connection => CallOnConnection(connection, name, arguments, call, scope),
            _ when HeldFunction(receiver, name, scope) is { } held => Call(held, [.. arguments.Select(argument => argument.Value)]),
            Unknown unknown => Unfollowed(unknown.Reason, arguments, call, scope),
            _ => BuiltIn.Call(receiver, name, arguments, scope.File.At(call), this) ?? Unfollowed($"{Names.Excerpt(call.ToString())} is not followed", arguments, call, scope),
        };
    }

    private static CSharpType? TypeOf(Value receiver) => receiver switch
    {
        TypeValue value => value.Type,
        Unknown unknown => unknown.Type,
        Fields fields => fields.Type,
        _ => null,
    };

    // A property of a delegate's type, called as if it were a method.
    private Function? HeldFunction(Value receiver, string name, Scope scope) =>
        TypeOf(receiver) is { } type ? MemberOf(type, name, null, scope) as Function : null;

    // Who gets the migration or its connection may do with it what they like.
    private Unknown Unfollowed(string reason, IReadOnlyList<Argument> arguments, InvocationExpressionSyntax call, Scope scope)
    {
        if (scope.Building is null && arguments.Any(argument => argument.Value is Instance { IsMigration: true } or Root or Connection))
            Note(call, scope, new Opaque($"What this call does is not known, because {reason}", ""));
        return WithScript(new Unknown(reason), arguments);
    }

    // ReadResource("seed.sql"): how it reads is not followed, but what it reads may be among the files.
    private static Unknown WithScript(Unknown unknown, IReadOnlyList<Argument> arguments)
    {
        var script = arguments.Select(argument => argument.Value).OfType<Text>().FirstOrDefault(text => text.Content.EndsWith("sql", StringComparison.OrdinalIgnoreCase) && text.Content.Contains("."));
        return script is null || unknown.Script is not null ? unknown : new Unknown(unknown.Reason) { Type = unknown.Type, Script = script.Content };
    }

    private Value StartChain(Root root, MemberAccessExpressionSyntax access, IReadOnlyList<Argument> arguments, InvocationExpressionSyntax call, Scope scope)
    {
        var chain = Start(root, access.Expression is MemberAccessExpressionSyntax { Name: var own } ? own : access.Expression, scope);
        return Append(chain, access.Name, arguments, scope.File.At(access.Name.SpanStart, call.Span.End), scope);
    }

    private Value Append(Chain chain, SimpleNameSyntax name, IReadOnlyList<Argument> arguments, Location location, Scope scope)
    {
        if (name.Identifier.Text == Annotations.Method)
        {
            chain.Directives = [.. chain.Directives, .. Annotations.Of(arguments)];
            return chain;
        }

        var typeArgument = name is GenericNameSyntax generic ? generic.TypeArgumentList.Arguments[0].ToString() : null;
        chain.Calls.Add(new Call(name.Identifier.Text, typeArgument, arguments, scope.Place ?? location));
        if (api.CodeOnConnection(chain) is { } code && !chain.Root.IsForAnotherDatabase)
            ReadOnConnection(chain, code);
        return api.Result(chain) ?? chain;
    }

    /// <summary>IfDatabase("postgres"): what follows on its root belongs to the migration, or does not, or may.</summary>
    private Value? RootOf(Value receiver, string name, IReadOnlyList<Argument> arguments, InvocationExpressionSyntax call, Scope scope)
    {
        if (receiver is Root { IsForAnotherDatabase: true } other && arguments.Any(argument => argument.Value is Function))
            return other;
        if (receiver is Root && name == "Delegate" && arguments.Count == 1 && arguments[0].Value is Function body)
            return Call(body, []);
        if (api.Root(name, arguments, this) is not { } found)
            return null;
        if (found.Doubt is { } doubt)
            Note(call, scope, new Opaque(doubt, ""));
        return found.Root;
    }

    private List<Argument> ArgumentsOf(InvocationExpressionSyntax call, Scope scope) =>
        [.. call.ArgumentList.Arguments.Select(argument => ArgumentOf(argument, scope))];

    private Argument ArgumentOf(ArgumentSyntax argument, Scope scope) => new(
        argument.NameColon?.Name.Identifier.Text,
        Evaluate(argument.Expression, scope),
        Place(argument.Expression, scope),
        Names.Excerpt(argument.Expression.ToString()));
}
