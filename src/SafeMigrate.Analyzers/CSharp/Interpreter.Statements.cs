using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

internal sealed partial class Interpreter
{
    private enum Flow
    {
        Next,
        Continue,
        Break,
        Return,
    }

    private void RunBody(BaseMethodDeclarationSyntax method, Scope scope)
    {
        var conditions = guards.Count;
        if (method.ExpressionBody is { } arrow)
            scope.Frame.Result = EvaluateStatement(arrow.Expression, scope);
        else if (method.Body is { } body)
            Run(body, new Scope(scope));
        while (guards.Count > conditions)
            guards.Pop();
    }

    private Flow Run(StatementSyntax statement, Scope scope) => statement switch
    {
        BlockSyntax block => RunAll(block.Statements, new Scope(scope)),
        ExpressionStatementSyntax expression => RunExpression(expression.Expression, scope),
        LocalDeclarationStatementSyntax local => Declare(local.Declaration, scope),
        IfStatementSyntax branch => RunIf(branch, scope),
        ForEachStatementSyntax loop => RunForEach(loop.Expression, loop.Statement, (inner, item) => inner.Declare(loop.Identifier.Text, item), scope),
        ForEachVariableStatementSyntax loop =>
            RunForEach(loop.Expression, loop.Statement, (inner, item) => Deconstruct(loop.Variable, item, inner), scope),
        ForStatementSyntax loop => RunFor(loop, scope),
        WhileStatementSyntax loop => RunWhile(loop.Condition, loop.Statement, loop, scope),
        DoStatementSyntax loop => RunWhile(loop.Condition, loop.Statement, loop, scope),
        ReturnStatementSyntax result => Return(result, scope),
        ThrowStatementSyntax => Flow.Return,
        BreakStatementSyntax => Flow.Break,
        ContinueStatementSyntax => Flow.Continue,
        UsingStatementSyntax resource => RunUsing(resource, scope),
        TryStatementSyntax attempt => RunTry(attempt, scope),
        SwitchStatementSyntax choice => RunSwitch(choice, scope),
        LocalFunctionStatementSyntax function => DeclareFunction(function, scope),
        CheckedStatementSyntax block => Run(block.Block, scope),
        LockStatementSyntax block => Run(block.Statement, scope),
        EmptyStatementSyntax => Flow.Next,
        _ => NotFollowed(statement, scope),
    };

    private Flow NotFollowed(StatementSyntax statement, Scope scope)
    {
        Note(statement, scope, new Opaque($"This {statement.Kind()} decides at run time what the migration does", ""));
        return Flow.Next;
    }

    private Flow RunAll(IEnumerable<StatementSyntax> statements, Scope scope)
    {
        foreach (var function in statements.OfType<LocalFunctionStatementSyntax>())
            DeclareFunction(function, scope);
        foreach (var statement in statements)
        {
            var flow = Run(statement, scope);
            if (flow != Flow.Next)
                return flow;
        }

        return Flow.Next;
    }

    private Flow RunExpression(ExpressionSyntax expression, Scope scope)
    {
        EvaluateStatement(expression, scope);
        return Flow.Next;
    }

    private Value EvaluateStatement(ExpressionSyntax expression, Scope scope)
    {
        var before = output.Count;
        var value = Evaluate(expression, scope);
        if (value is Unknown unknown && output.Count == before && expression is InvocationExpressionSyntax or AwaitExpressionSyntax
            && scope.Building is null && !isOnConnection && !IsHarmless(expression))
        {
            Note(expression, scope, new Opaque($"What this call does is not known, because {unknown.Reason}", ""));
        }

        return value;
    }

    // Writing a log line changes no database; anything else that is not known might.
    private static bool IsHarmless(ExpressionSyntax expression)
    {
        var text = expression.ToString();
        return text.StartsWith("Console.", StringComparison.Ordinal) || text.StartsWith("Debug.", StringComparison.Ordinal)
            || text.StartsWith("Trace.", StringComparison.Ordinal)
            || text.Substring(0, Math.Max(0, text.IndexOf('(', 0))).IndexOf("log", StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private Flow Declare(VariableDeclarationSyntax declaration, Scope scope)
    {
        foreach (var variable in declaration.Variables)
        {
            var value = variable.Initializer is { } initializer ? Evaluate(initializer.Value, scope, declaration.Type) : Value.Null;
            scope.Declare(variable.Identifier.Text, value);
        }

        return Flow.Next;
    }

    private static Flow DeclareFunction(LocalFunctionStatementSyntax function, Scope scope)
    {
        var body = (SyntaxNode?)function.Body ?? function.ExpressionBody!.Expression;
        scope.Declare(function.Identifier.Text, new Function(new LambdaBody([.. function.ParameterList.Parameters], body), scope));
        return Flow.Next;
    }

    private Flow Return(ReturnStatementSyntax result, Scope scope)
    {
        var value = result.Expression is null ? Value.Null : Evaluate(result.Expression, scope);
        scope.Frame.Result = scope.Frame.Result is null ? value : new Unknown("the method returns one of several values");
        return Flow.Return;
    }

    private Flow RunUsing(UsingStatementSyntax resource, Scope scope)
    {
        var inner = new Scope(scope);
        if (resource.Declaration is { } declaration)
            Declare(declaration, inner);
        return Run(resource.Statement, inner);
    }

    private Flow RunTry(TryStatementSyntax attempt, Scope scope)
    {
        var flow = Run(attempt.Block, scope);
        var before = output.Count;
        foreach (var handler in attempt.Catches)
            Run(handler.Block, scope);
        if (output.Count > before)
            NoteUnlessOnConnection(before, attempt, "catch", scope, new Opaque("What follows in catch runs only after an error", ""));
        if (attempt.Finally is { } last)
            Run(last.Block, scope);
        return flow;
    }

    private Flow RunForEach(ExpressionSyntax sequence, StatementSyntax body, Action<Scope, Value> declare, Scope scope)
    {
        var value = Evaluate(sequence, scope);
        if (ItemsOf(value) is not { } items)
        {
            var inner = new Scope(scope);
            var reason = $"the loop over {Names.Excerpt(sequence.ToString())} has items that only a run can tell";
            declare(inner, new Unknown(reason));
            return RunOften(body, sequence, "foreach", reason, inner);
        }

        foreach (var item in items)
        {
            if (!Step())
                return NotFollowed(body, scope);
            var inner = new Scope(scope);
            declare(inner, item);
            var flow = RunIteration(body, inner);
            if (flow is Flow.Break or Flow.Return)
                return flow == Flow.Return ? Flow.Return : Flow.Next;
        }

        return Flow.Next;
    }

    // What one turn learnt about a condition, as by an early continue, is of no meaning to the next.
    private Flow RunIteration(StatementSyntax body, Scope scope)
    {
        var conditions = guards.Count;
        var flow = Run(body, scope);
        while (guards.Count > conditions)
            guards.Pop();
        return flow;
    }

    // A loop of which it is not known how often it runs is read once.
    private Flow RunOften(StatementSyntax body, SyntaxNode place, string kind, string reason, Scope scope)
    {
        var (before, assignments) = (output.Count, assigned.Count);
        InDoubt(() => RunIteration(body, scope));
        Join(TakeBack(assignments), [], "how often the loop runs");
        if (output.Skip(before).OfType<Chain>().Any())
            NoteUnlessOnConnection(before, place, kind, scope, new Opaque($"How often this runs is not known, because {reason}", ""));
        return Flow.Next;
    }

    private void NoteUnlessOnConnection(int at, SyntaxNode node, string kind, Scope scope, Operation operation)
    {
        if (!isOnConnection)
            Note(at, node, kind, scope, operation);
    }

    private static IReadOnlyList<Value>? ItemsOf(Value value) => value switch
    {
        Items items => [.. items.Values],
        Fields fields => [.. fields.Values.Select(pair => new Fields([new("Key", new Symbol(pair.Key)), new("Value", pair.Value)]))],
        _ => null,
    };

    private Flow RunUnknownFor(ForStatementSyntax loop, Scope scope)
    {
        var reason = $"{Names.Excerpt(loop.Condition!.ToString())} is decided at run time";
        foreach (var variable in loop.Declaration?.Variables ?? [])
            scope.Declare(variable.Identifier.Text, new Unknown(reason));
        return RunOften(loop.Statement, loop.Condition, "for", reason, new Scope(scope));
    }

    private Flow RunWhile(ExpressionSyntax condition, StatementSyntax body, StatementSyntax loop, Scope scope)
    {
        var isFirst = true;
        while (true)
        {
            var value = loop is DoStatementSyntax && isFirst ? Value.True : Evaluate(condition, scope);
            if (value is Literal { Of: false })
                return Flow.Next;
            if (!Step())
                return NotFollowed(loop, scope);
            if (value is not Literal { Of: true })
                return RunOften(body, condition, "while", $"{Names.Excerpt(condition.ToString())} is decided at run time", new Scope(scope));
            isFirst = false;
            var flow = RunIteration(body, new Scope(scope));
            if (flow is Flow.Break or Flow.Return)
                return flow == Flow.Return ? Flow.Return : Flow.Next;
        }
    }

    private Flow RunFor(ForStatementSyntax loop, Scope scope)
    {
        var outer = new Scope(scope);
        if (loop.Declaration is { } declaration)
            Declare(declaration, outer);
        foreach (var initializer in loop.Initializers)
            Evaluate(initializer, outer);
        while (true)
        {
            var condition = loop.Condition is null ? Value.True : Evaluate(loop.Condition, outer);
            if (condition is Literal { Of: false })
                return Flow.Next;
            if (!Step())
                return NotFollowed(loop, scope);
            if (condition is not Literal { Of: true })
                return RunUnknownFor(loop, outer);
            var flow = RunIteration(loop.Statement, new Scope(outer));
            if (flow is Flow.Break or Flow.Return)
                return flow == Flow.Return ? Flow.Return : Flow.Next;
            foreach (var incrementor in loop.Incrementors)
                Evaluate(incrementor, outer);
        }
    }
}
