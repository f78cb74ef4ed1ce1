using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>
/// Follows a migration's code without running it, and gathers the fluent chains in the order in which they would be built. Where the way
/// depends on something the source does not tell, both ways are read and the fact is noted; nothing is passed over in silence.
/// </summary>
internal sealed partial class Interpreter(CSharpProject project, FluentApi api)
{
    // Loops and helpers of real migrations stay far below; a wrong reading of a loop must not hang the IDE.
    private const int MaximumSteps = 20_000;
    private const int MaximumDepth = 24;

    private readonly List<object> output = [];
    private readonly Stack<Guard> guards = new();
    private HashSet<CSharpFile> own = [];
    private int steps;

    /// <summary>The chains (<see cref="Chain"/>) and remarks (<see cref="Remark"/>) of one method, such as Up.</summary>
    public IReadOnlyList<object> Read(CSharpType migration, CSharpFile file, MethodDeclarationSyntax method)
    {
        output.Clear();
        guards.Clear();
        steps = 0;
        own = [.. migration.Parts.Select(part => part.File)];
        var name = migration.First.Declaration.Identifier;
        var place = own.Contains(file) ? null : migration.First.File.At(name.SpanStart, name.Span.End);
        var scope = new Scope(file, migration, new Instance(migration, isMigration: true), place, new Frame(0));
        foreach (var parameter in method.ParameterList.Parameters)
            scope.Declare(parameter.Identifier.Text, api.Parameter(parameter) ?? new Unknown($"{parameter.Identifier.Text} is a parameter"));
        RunBody(method, scope);
        object[] read = [.. output];
        output.Clear();
        return read;
    }

    /// <summary>What an expression comes to, such as an attribute's argument.</summary>
    public Value Read(ExpressionSyntax expression, CSharpFile file, CSharpType type)
    {
        steps = 0;
        return Evaluate(expression, new Scope(file, type, null, null, new Frame(0)));
    }

    /// <summary>What a lambda gives for these arguments.</summary>
    public Value Call(Function function, IReadOnlyList<Value> arguments)
    {
        var scope = new Scope(function.Scope, new Frame(function.Scope.Frame.Depth + 1));
        for (var i = 0; i < function.Body.Parameters.Count; i++)
            scope.Declare(function.Body.Parameters[i].Identifier.Text, i < arguments.Count ? arguments[i] : new Unknown("an argument is missing"));
        if (scope.Frame.Depth > MaximumDepth)
            return new Unknown("the calls are nested too deeply");
        if (function.Body.Body is ExpressionSyntax expression)
            return EvaluateStatement(expression, scope);
        var conditions = guards.Count;
        Run((StatementSyntax)function.Body.Body, scope);
        while (guards.Count > conditions)
            guards.Pop();
        return scope.Frame.Result ?? Value.Null;
    }

    /// <summary>The remarks that were made since the last time they were taken, as by <see cref="Call"/>.</summary>
    public IReadOnlyList<Remark> TakeRemarks()
    {
        var remarks = output.OfType<Remark>().ToList();
        output.Clear();
        return remarks;
    }

    private Chain Start(Root root, SyntaxNode node, Scope scope)
    {
        var chain = new Chain(root, Place(node, scope))
        {
            Guards = [.. guards.Reverse()],
            Directives = DirectivesOf(node, scope.File),
        };
        if (root.Emits && !root.IsForAnotherDatabase)
            output.Add(chain);
        root.Started?.Add(chain);
        return chain;
    }

    private void Note(SyntaxNode node, Scope scope, Operation operation) => Note(output.Count, node, Names.Excerpt(node.ToString()), scope, operation);

    // A helper or base class in another file is one doubt of the migration, however many lines of it cannot be followed.
    private void Note(int at, SyntaxNode node, string kind, Scope scope, Operation operation)
    {
        var place = Place(node, scope);
        if (scope.Place is null || !output.OfType<Remark>().Any(remark => remark.Location == place))
            output.Insert(at, new Remark(place, kind, operation));
    }

    private static Location Place(SyntaxNode node, Scope scope) => scope.Place ?? scope.File.At(node);

    private bool Step() => ++steps <= MaximumSteps;

    private static ValueList<Directive> DirectivesOf(SyntaxNode node, CSharpFile file)
    {
        var statement = node.FirstAncestorOrSelf<StatementSyntax>();
        return statement is null ? [] : Remarks.Of(statement, file);
    }
}

/// <summary>Something that no chain stands for.</summary>
/// <param name="Location">The code it is about.</param>
/// <param name="Kind">The code on one line.</param>
/// <param name="Operation">What is known of it.</param>
internal sealed record Remark(Location Location, string Kind, Operation Operation);
