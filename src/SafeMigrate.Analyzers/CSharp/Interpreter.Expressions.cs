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
            ThisExpressionSyntax => (Value?)scope.Self ?? new Unknown("there is no this"),
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
        var parts = new List<Text>();
        foreach (var content in text.Contents)
        {
            if (content is InterpolatedStringTextSyntax plain)
                parts.Add(StringLiterals.Read(plain, scope.File.Source));
            else if (content is InterpolationSyntax { FormatClause: null } hole && AsText(Evaluate(hole.Expression, scope), scope.File.At(hole)) is { } part)
                parts.Add(part);
            else
                return new Unknown(ReasonOf((InterpolationSyntax)content, scope));
        }

        return Text.Concat(parts, scope.File.At(text));
    }

    private string ReasonOf(InterpolationSyntax hole, Scope scope) =>
        Evaluate(hole.Expression, scope) is Unknown unknown ? unknown.Reason : $"{Names.Excerpt(hole.ToString())} is put into the text";

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
        if (values.FirstOrDefault(each => each.value is Unknown).value is { } unknown)
            return unknown;
        if (!values.Any(each => each.value is Text))
            return Operators.Add([.. values.Select(each => each.value)]);
        var parts = values.Select(each => AsText(each.value, scope.File.At(each.operand))).ToList();
        var missing = parts.IndexOf(null);
        return missing < 0
            ? Text.Concat(parts!, scope.File.At(sum))
            : new Unknown($"{Names.Excerpt(values[missing].operand.ToString())} is put into the text");
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
        value is Symbol symbol && type is PredefinedTypeSyntax ? EnumValue(symbol, scope) : value;

    private Value EvaluateAssignment(AssignmentExpressionSyntax assignment, Scope scope)
    {
        var value = Evaluate(assignment.Right, scope);
        if (assignment.IsKind(SyntaxKind.AddAssignmentExpression))
        {
            var left = Evaluate(assignment.Left, scope);
            value = AsText(left, scope.File.At(assignment.Left)) is { } a && AsText(value, scope.File.At(assignment.Right)) is { } b && (left is Text || value is Text)
                ? Text.At(a.Content + b.Content, scope.File.At(assignment))
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

    // A field that is assigned has the new value for all code that is read later.
    private Value Store(ExpressionSyntax target, Value value, Scope scope)
    {
        var field = target is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member ? member.Name.Identifier.Text : null;
        if (target is IdentifierNameSyntax name && !scope.Assign(name.Identifier.Text, value))
            field = name.Identifier.Text;
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
