using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

internal sealed partial class Interpreter
{
    private Value Evaluate(ExpressionSyntax expression, Scope scope, TypeSyntax? target = null)
    {
        if (!Step())
            return new Unknown("the code runs too long to be followed");
        return expression switch
        {
            LiteralExpressionSyntax literal => EvaluateLiteral(literal, scope),
            InterpolatedStringExpressionSyntax text => EvaluateInterpolation(text, scope),
            ParenthesizedExpressionSyntax inner => Evaluate(inner.Expression, scope, target),
            CastExpressionSyntax cast => Cast(Evaluate(cast.Expression, scope), cast.Type, scope),
            BinaryExpressionSyntax binary => EvaluateBinary(binary, scope),
            PrefixUnaryExpressionSyntax unary => EvaluateUnary(unary, scope),
            PostfixUnaryExpressionSyntax unary => EvaluatePostfix(unary, scope),
            ConditionalExpressionSyntax choice => EvaluateChoice(choice, scope),
            IdentifierNameSyntax name => EvaluateName(name, scope),
            GenericNameSyntax name => new Symbol(name.ToString()),
            ThisExpressionSyntax => scope.Self ?? (Value?)scope.Building ?? new Unknown("there is no this"),
            MemberAccessExpressionSyntax access => EvaluateMember(access, scope),
            InvocationExpressionSyntax call => EvaluateCall(call, scope),
            AssignmentExpressionSyntax assignment => EvaluateAssignment(assignment, scope),
            DefaultExpressionSyntax => Value.Null,
            TypeOfExpressionSyntax type => new Symbol("typeof " + Names.Simple(type.Type)),
            LambdaExpressionSyntax lambda => LambdaOf(lambda, scope),
            AnonymousMethodExpressionSyntax method =>
                new Function(new LambdaBody([.. method.ParameterList?.Parameters ?? []], method.Block), scope),
            ElementAccessExpressionSyntax element => EvaluateElement(element, scope),
            SwitchExpressionSyntax choice => EvaluateSwitch(choice, scope),
            AwaitExpressionSyntax wait => Evaluate(wait.Expression, scope),
            ConditionalAccessExpressionSyntax access => EvaluateConditionalAccess(access, scope),
            _ => EvaluateObject(expression, scope, target),
        };
    }

    private Value EvaluateLiteral(LiteralExpressionSyntax literal, Scope scope) => literal.Token.Value switch
    {
        _ when literal.IsKind(SyntaxKind.DefaultLiteralExpression) => Value.Null,
        string => StringLiterals.Read(literal.Token, scope.File.Source),
        var value => new Literal(value),
    };

    private Value EvaluateInterpolation(InterpolatedStringExpressionSyntax text, Scope scope)
    {
        var parts = new List<Value>();
        foreach (var content in text.Contents)
        {
            if (content is InterpolatedStringTextSyntax plain)
                parts.Add(StringLiterals.Read(plain, scope.File.Source));
            else if (content is InterpolationSyntax hole)
                parts.Add(Part(Evaluate(hole.Expression, scope), hole, hole.FormatClause is null, scope));
        }

        return Whole(parts, scope.File.At(text));
    }

    private static Value Part(Value value, SyntaxNode node, bool isPlain, Scope scope) =>
        value as Unknown ?? (isPlain ? AsText(value, scope.File.At(node)) : null) ?? (Value)new Unknown($"{Names.Excerpt(node.ToString())} is put into the text");

    // Unknown parts of a string are most often values of a statement, which say little about what it does.
    private static Value Whole(IReadOnlyList<Value> parts, Location place)
    {
        if (parts.OfType<Unknown>().FirstOrDefault() is not { } missing)
            return Text.Concat([.. parts.Cast<Text>()], place);
        var texts = parts.Select(part => part as Text ?? (part as PartialText)?.Text ?? Text.At(PartialText.Hole, place));
        return new PartialText(Text.Concat([.. texts], place), missing.Reason) { Script = missing.Script };
    }

    /// <summary>The value as C# prints it, at the place of the expression it comes from; null where it is not known.</summary>
    private static Text? AsText(Value value, Location place) => value switch
    {
        Text text => text.Within(place),
        Literal { Of: null } => Text.At("", place),
        Literal { Of: bool known } => Text.At(known ? "True" : "False", place),
        Literal { Of: not DateTime } literal => Text.At(literal.ToString(), place),
        Symbol symbol when symbol.IsEnumMember => Text.At(symbol.Member, place),
        _ => null,
    };

    private Value EvaluateBinary(BinaryExpressionSyntax binary, Scope scope)
    {
        if (binary.IsKind(SyntaxKind.LogicalAndExpression) || binary.IsKind(SyntaxKind.LogicalOrExpression))
            return EvaluateLogical(binary, scope);
        if (binary.IsKind(SyntaxKind.AddExpression))
            return EvaluateSum(binary, scope);
        var left = Evaluate(binary.Left, scope);
        if (binary.IsKind(SyntaxKind.AsExpression))
            return left;
        if (binary.IsKind(SyntaxKind.CoalesceExpression))
            return left is Literal { Of: null } ? Evaluate(binary.Right, scope) : left;
        if (binary.IsKind(SyntaxKind.IsExpression))
            return new Unknown($"{Names.Excerpt(binary.ToString())} is decided at run time");
        return Operators.Apply(binary, left, Evaluate(binary.Right, scope), AreEqual);
    }

    // Long texts are sums of hundreds of literals, so the left side is walked and not recursed into.
    private Value EvaluateSum(BinaryExpressionSyntax sum, Scope scope)
    {
        var operands = new Stack<ExpressionSyntax>();
        ExpressionSyntax left = sum;
        for (; left is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } inner; left = inner.Left)
            operands.Push(inner.Right);
        operands.Push(left);
        var values = operands.Select(operand => (operand, value: Evaluate(operand, scope))).ToList();
        if (!values.Any(each => each.value is Text or PartialText))
            return values.Select(each => each.value).OfType<Unknown>().FirstOrDefault() ?? Operators.Add([.. values.Select(each => each.value)]);
        return Whole([.. values.Select(each => Part(each.value, each.operand, isPlain: true, scope))], scope.File.At(sum));
    }

    private Value EvaluateLogical(BinaryExpressionSyntax binary, Scope scope)
    {
        var and = binary.IsKind(SyntaxKind.LogicalAndExpression);
        var left = Evaluate(binary.Left, scope);
        if (left is Literal { Of: bool known })
            return known == and ? Evaluate(binary.Right, scope) : left;
        var right = Evaluate(binary.Right, scope);
        if (right is Literal { Of: bool second })
            return second == and ? left : right;
        if (left is Existence one && right is Existence other)
            return new Existence(and ? [.. one.Tests, .. other.Tests] : []);
        return left is Unknown ? left : right is Unknown ? right : new Unknown($"{Names.Excerpt(binary.ToString())} is decided at run time");
    }

    private Value EvaluateUnary(PrefixUnaryExpressionSyntax unary, Scope scope)
    {
        var value = Evaluate(unary.Operand, scope);
        return unary.Kind() switch
        {
            SyntaxKind.LogicalNotExpression when value is Literal { Of: bool known } => Value.Bool(!known),
            SyntaxKind.LogicalNotExpression when value is Existence test => test.Not(),
            SyntaxKind.UnaryMinusExpression => Operators.Negate(value),
            SyntaxKind.UnaryPlusExpression => value,
            SyntaxKind.PreIncrementExpression => Store(unary.Operand, Operators.Add([value, new Literal(1)]), scope),
            SyntaxKind.PreDecrementExpression => Store(unary.Operand, Operators.Add([value, new Literal(-1)]), scope),
            _ => value is Unknown ? value : new Unknown($"{Names.Excerpt(unary.ToString())} is not followed"),
        };
    }

    private Value EvaluatePostfix(PostfixUnaryExpressionSyntax unary, Scope scope)
    {
        var value = Evaluate(unary.Operand, scope);
        if (unary.IsKind(SyntaxKind.PostIncrementExpression))
            Store(unary.Operand, Operators.Add([value, new Literal(1)]), scope);
        else if (unary.IsKind(SyntaxKind.PostDecrementExpression))
            Store(unary.Operand, Operators.Add([value, new Literal(-1)]), scope);
        return value;
    }

    private Value EvaluateChoice(ConditionalExpressionSyntax choice, Scope scope)
    {
        var condition = Evaluate(choice.Condition, scope);
        if (condition is Literal { Of: bool known })
            return Evaluate(known ? choice.WhenTrue : choice.WhenFalse, scope);
        return new Unknown($"{Names.Excerpt(choice.Condition.ToString())} is decided at run time");
    }

    private Value EvaluateSwitch(SwitchExpressionSyntax choice, Scope scope)
    {
        var subject = Evaluate(choice.GoverningExpression, scope);
        foreach (var arm in choice.Arms)
        {
            var matches = arm.Pattern switch
            {
                DiscardPatternSyntax => subject is not Unknown,
                ConstantPatternSyntax constant => AreEqual(Evaluate(constant.Expression, scope), subject) == true,
                _ => false,
            };
            if (matches && arm.WhenClause is null)
                return Evaluate(arm.Expression, scope);
        }

        return new Unknown($"{Names.Excerpt(choice.GoverningExpression.ToString())} is decided at run time");
    }

    private Value Cast(Value value, TypeSyntax type, Scope scope) =>
        (value, type) switch
        {
            (Symbol symbol, PredefinedTypeSyntax) => EnumValue(symbol, scope),
            (Fields { Type: { } own } fields, PredefinedTypeSyntax) => Converted(own, fields, scope),
            _ => value,
        };

    // public static explicit operator int(Language language) => language.Id;
    private Value Converted(CSharpType type, Fields fields, Scope scope)
    {
        foreach (var (file, member) in type.Members)
        {
            if (member is not ConversionOperatorDeclarationSyntax { ParameterList.Parameters: [var parameter] } conversion || Names.Simple(parameter.Type!) != type.Name)
                continue;
            var inner = new Scope(file, type, null, scope.Place, new Frame(scope.Frame.Depth + 1));
            inner.Declare(parameter.Identifier.Text, fields);
            RunBody(conversion, inner);
            return inner.Frame.Result ?? Value.Null;
        }

        return new Unknown($"the conversion of {type.Name} is not in these files");
    }

    private Value EvaluateAssignment(AssignmentExpressionSyntax assignment, Scope scope)
    {
        var value = Evaluate(assignment.Right, scope);
        if (assignment.IsKind(SyntaxKind.AddAssignmentExpression))
        {
            var left = Evaluate(assignment.Left, scope);
            value = left is Text or PartialText || value is Text or PartialText
                ? Whole([Part(left, assignment.Left, isPlain: true, scope), Part(value, assignment.Right, isPlain: true, scope)], scope.File.At(assignment))
                : Operators.Add([left, value]);
        }
        else if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && !assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression))
        {
            value = new Unknown($"{Names.Excerpt(assignment.ToString())} is not followed");
        }

        return assignment.Left is TupleExpressionSyntax or DeclarationExpressionSyntax
            ? Deconstruct(assignment.Left, value, scope)
            : Store(assignment.Left, value, scope);
    }

    // hook?.Invoke(this) does nothing where the hook is null.
    private Value EvaluateConditionalAccess(ConditionalAccessExpressionSyntax access, Scope scope)
    {
        var receiver = Evaluate(access.Expression, scope);
        if (receiver is Literal { Of: null })
            return Value.Null;
        if (receiver is Function function && access.WhenNotNull is InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.Text: "Invoke" } } call)
            return Call(function, [.. ArgumentsOf(call, scope).Select(argument => argument.Value)]);
        return receiver as Unknown ?? new Unknown($"{Names.Excerpt(access.ToString())} is not followed");
    }

    // A field that is assigned has the new value for all code that is read later.
    private Value Store(ExpressionSyntax target, Value value, Scope scope)
    {
        if (target is MemberAccessExpressionSyntax { Name.Identifier.Text: "CommandText" } sql)
            Send(value, sql.Parent is AssignmentExpressionSyntax assignment ? assignment.Right : sql, scope);
        var field = target is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member ? member.Name.Identifier.Text : null;
        if (target is IdentifierNameSyntax name && scope[name.Identifier.Text] is null)
            field = name.Identifier.Text;
        else if (target is IdentifierNameSyntax variable)
            Assign(scope, variable.Identifier.Text, value);
        if (field is not null && scope.Building is { } built)
            built.Values.Add(new(field, value));
        else if (field is not null)
            fields[field] = value;
        if (target is ElementAccessExpressionSyntax element && Evaluate(element.Expression, scope) is Fields owner)
            owner.Values.Add(new(KeyOf(Evaluate(element.ArgumentList.Arguments[0].Expression, scope)), value));
        return value;
    }

    private static Value Deconstruct(ExpressionSyntax target, Value value, Scope scope)
    {
        var names = target switch
        {
            DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax list } => list.Variables.Select(variable => variable.ToString()),
            TupleExpressionSyntax tuple => tuple.Arguments.Select(argument => argument.Expression is DeclarationExpressionSyntax declaration
                ? declaration.Designation.ToString()
                : argument.Expression.ToString()),
            _ => [],
        };
        var index = 0;
        foreach (var name in names)
        {
            var part = value is Fields fields && index < fields.Values.Count ? fields.Values[index].Value : value as Unknown ?? new Unknown($"{name} is not followed");
            if (!scope.Assign(name, part))
                scope.Declare(name, part);
            index++;
        }

        return value;
    }

    private static Function LambdaOf(LambdaExpressionSyntax lambda, Scope scope) => new(
        new LambdaBody(
            lambda is SimpleLambdaExpressionSyntax simple ? [simple.Parameter] : [.. ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.Parameters],
            lambda.Body),
        scope);
}
