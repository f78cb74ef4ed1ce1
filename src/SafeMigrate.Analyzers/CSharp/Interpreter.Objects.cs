using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

internal sealed partial class Interpreter
{
    private Value EvaluateObject(ExpressionSyntax expression, Scope scope, TypeSyntax? target) => expression switch
    {
        AnonymousObjectCreationExpressionSyntax anonymous => new Fields(
            anonymous.Initializers.Select(each => Pair(each.NameEquals?.Name.Identifier.Text ?? LastName(each.Expression), each.Expression, scope))),
        TupleExpressionSyntax tuple => new Fields(
            tuple.Arguments.Select((each, i) => Pair(each.NameColon?.Name.Identifier.Text ?? $"Item{i + 1}", each.Expression, scope))),
        ImplicitArrayCreationExpressionSyntax array => ItemsIn(array.Initializer, scope),
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => ItemsIn(initializer, scope),
        ArrayCreationExpressionSyntax { Type.RankSpecifiers: [{ Sizes: [LiteralExpressionSyntax { Token.Value: 0 }] }] } => new Items([]),
        InitializerExpressionSyntax initializer => ItemsIn(initializer, scope),
        CollectionExpressionSyntax collection => CollectionOf(collection, scope),
        ObjectCreationExpressionSyntax creation => Create(creation, creation.Type, scope),
        ImplicitObjectCreationExpressionSyntax creation when target is not null => Create(creation, target, scope),
        ImplicitObjectCreationExpressionSyntax creation => Create(creation, null, scope),
        _ => new Unknown($"{Names.Excerpt(expression.ToString())} is not followed"),
    };

    private KeyValuePair<string, Value> Pair(string name, ExpressionSyntax value, Scope scope) => new(name, Evaluate(value, scope));

    private static string LastName(ExpressionSyntax expression) =>
        expression is MemberAccessExpressionSyntax member ? member.Name.Identifier.Text : expression.ToString();

    private Items ItemsIn(InitializerExpressionSyntax initializer, Scope scope) =>
        new([.. initializer.Expressions.Select(item => Evaluate(item, scope))]) { Doubts = Doubts };

    private Value CollectionOf(CollectionExpressionSyntax collection, Scope scope)
    {
        var values = new List<Value>();
        foreach (var element in collection.Elements)
        {
            if (element is ExpressionElementSyntax single)
                values.Add(Evaluate(single.Expression, scope));
            else if (element is SpreadElementSyntax spread && Evaluate(spread.Expression, scope) is Items items)
                values.AddRange(items.Values);
            else
                return new Unknown($"{Names.Excerpt(element.ToString())} is not followed");
        }

        return new Items(values) { Doubts = Doubts };
    }

    private Value Create(BaseObjectCreationExpressionSyntax creation, TypeSyntax? type, Scope scope)
    {
        var name = type is null ? "" : Names.Simple(type);
        var arguments = creation.ArgumentList?.Arguments.Select(each => ArgumentOf(each, scope)).ToList() ?? [];
        if (isOnConnection && name.Contains("Command") && project.Find(name, scope.Type) is null)
            return CreateCommand(creation, arguments, scope);
        if (creation.Initializer is { } initializer)
            return Initialized(name, initializer, arguments, scope);
        if (project.Find(name, scope.Type) is { } own)
            return OwnObject(own, arguments, scope);
        if (name == "StringBuilder")
            return Builder(arguments);
        if (name is "List" or "HashSet")
            return new Items(arguments is [{ Value: Items copied }] ? copied.Values : []) { Doubts = Doubts };
        return name.Contains("Dictionary")
            ? new Fields([])
            : BuiltIn.Create(name, [.. arguments.Select(argument => argument.Value)], scope.File.At(creation));
    }

    private TextBuilder Builder(List<Argument> arguments)
    {
        var builder = new TextBuilder(Doubts);
        if (arguments.Count > 0 && arguments[0].Value is Text text)
            builder.Parts.Add(text);
        else if (arguments.Count > 0 && arguments[0].Value is Unknown unknown)
            builder.Lost = unknown;
        return builder;
    }

    private Value Initialized(string name, InitializerExpressionSyntax initializer, IReadOnlyList<Argument> arguments, Scope scope)
    {
        if (project.Find(name, scope.Type) is { } list && initializer.Expressions.All(item => item is InitializerExpressionSyntax))
            return OwnCollection(list, initializer, scope);
        var isMap = name.Contains("Dictionary") || initializer.Expressions.Any(item => item is AssignmentExpressionSyntax)
            || (initializer.Expressions.Count > 0 && initializer.Expressions.All(item => item is InitializerExpressionSyntax { Expressions.Count: 2 }));
        if (!isMap)
            return ItemsIn(initializer, scope);
        var pairs = initializer.Expressions.Select(item => item switch
        {
            AssignmentExpressionSyntax { Left: ImplicitElementAccessSyntax key } entry =>
                Pair(KeyOf(Evaluate(key.ArgumentList.Arguments[0].Expression, scope)), entry.Right, scope),
            AssignmentExpressionSyntax entry => Pair(entry.Left.ToString(), entry.Right, scope),
            InitializerExpressionSyntax { Expressions: [var key, var value] } => Pair(KeyOf(Evaluate(key, scope)), value, scope),
            _ => new KeyValuePair<string, Value>("", new Unknown($"{Names.Excerpt(item.ToString())} is not followed")),
        });
        var positional = project.Find(name, scope.Type) is { } own && OwnObject(own, arguments, scope) is Fields fields ? fields.Values : [];
        return new Fields([.. positional, .. pairs]) { Type = project.Find(name, scope.Type) };
    }

    // A collection of the project's own: each entry is a call of its Add, which adds to the list it derives from.
    private Value OwnCollection(CSharpType type, InitializerExpressionSyntax initializer, Scope scope)
    {
        var items = new Items([]);
        foreach (var entry in initializer.Expressions.Cast<InitializerExpressionSyntax>())
        {
            var arguments = entry.Expressions.Select(each => new Argument(null, Evaluate(each, scope), Place(each, scope), Names.Excerpt(each.ToString()))).ToList();
            if (MethodOf(type, "Add", arguments) is not { } add)
                return new Unknown($"the Add of {type.Name} is not in these files");
            var inner = new Scope(add.File, add.Type, null, scope.Place, new Frame(scope.Frame.Depth + 1)) { Collecting = items };
            Bind(add.Method.ParameterList.Parameters, arguments, inner);
            RunBody(add.Method, inner);
        }

        return items;
    }

    // Plain data only: parameters of a primary constructor, initializers, and what a constructor assigns.
    private Value OwnObject(CSharpType type, IReadOnlyList<Argument> arguments, Scope scope)
    {
        var primary = type.Parts.Select(part => (part.Declaration as TypeDeclarationSyntax)?.ParameterList).FirstOrDefault(list => list is not null);
        var built = new Fields([]) { Type = type };
        var inner = new Scope(type.First.File, type, null, scope.Place, new Frame(scope.Frame.Depth + 1)) { Building = built };
        if (scope.Frame.Depth >= MaximumDepth)
            return new Unknown($"the constructor of {type.Name} is nested too deeply");
        if (primary is not null)
        {
            Bind(primary.Parameters, arguments, inner);
            foreach (var parameter in primary.Parameters)
                built.Values.Add(new(parameter.Identifier.Text, inner[parameter.Identifier.Text]!));
            return built;
        }

        var constructors = type.Members.Select(member => member.Syntax).OfType<ConstructorDeclarationSyntax>().ToList();
        var constructor = constructors.FirstOrDefault(each => Accepts(each.ParameterList.Parameters, arguments.Count));
        if (constructor is null)
            return arguments.Count == 0 && constructors.Count == 0 ? built : new Unknown($"the constructor of {type.Name} is not followed");
        Bind(constructor.ParameterList.Parameters, arguments, inner);
        RunBody(constructor, inner);
        return built;
    }

    /// <summary>A property of an object that is computed from its others.</summary>
    private Value? Computed(Fields owner, string name, Scope scope)
    {
        if (owner[name] is { } field)
            return field;
        if (owner.Type is null)
            return null;
        var inner = new Scope(owner.Type.First.File, owner.Type, null, scope.Place, new Frame(scope.Frame.Depth + 1)) { Building = owner };
        return MemberOf(owner.Type, name, null, inner);
    }
}
