using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>Arithmetic and comparisons of known values.</summary>
internal static class Operators
{
    public static Value Apply(BinaryExpressionSyntax expression, Value left, Value right, Func<Value, Value, bool?> areEqual)
    {
        switch (expression.Kind())
        {
            case SyntaxKind.EqualsExpression when areEqual(left, right) is { } equal:
                return Value.Bool(equal);
            case SyntaxKind.NotEqualsExpression when areEqual(left, right) is { } equal:
                return Value.Bool(!equal);
            case SyntaxKind.EqualsExpression when Compared(left, right) is { } test:
                return test;
            case SyntaxKind.BitwiseOrExpression when left is Symbol && right is Symbol:
                return left;
        }

        if (left is Literal a && right is Literal b && TryNumber(a.Of, out var one) && TryNumber(b.Of, out var other))
            return Calculate(expression.Kind(), one, other) ?? NotFollowed(expression);
        return left is Unknown ? left : right is Unknown ? right : NotFollowed(expression);
    }

    public static Value Add(IReadOnlyList<Value> values)
    {
        var sum = 0m;
        foreach (var value in values)
        {
            if (value is not Literal literal || !TryNumber(literal.Of, out var number))
                return values.OfType<Unknown>().FirstOrDefault() ?? new Unknown("a sum is not of numbers or texts");
            sum += number;
        }

        return Number(sum);
    }

    public static Value Negate(Value value) =>
        value is Literal literal && TryNumber(literal.Of, out var number) ? Number(-number) : value as Unknown ?? new Unknown("it is not a number");

    public static bool TryNumber(object? value, out decimal number)
    {
        number = 0;
        if (value is not (byte or sbyte or short or ushort or int or uint or long or ulong or decimal)
            && !(value is float or double && Math.Abs(Convert.ToDouble(value)) < 1e27))
        {
            return false;
        }

        number = Convert.ToDecimal(value);
        return true;
    }

    // Schema.Table("x").Exists() == false
    private static Existence? Compared(Value left, Value right) => (left, right) switch
    {
        (Existence test, Literal { Of: bool wanted }) => wanted ? test : test.Not(),
        (Literal { Of: bool wanted }, Existence test) => wanted ? test : test.Not(),
        _ => null,
    };

    private static Value? Calculate(SyntaxKind kind, decimal one, decimal other) => kind switch
    {
        SyntaxKind.SubtractExpression => Number(one - other),
        SyntaxKind.MultiplyExpression => Number(one * other),
        SyntaxKind.DivideExpression when other != 0 && one == decimal.Truncate(one) && other == decimal.Truncate(other) =>
            Number(decimal.Truncate(one / other)),
        SyntaxKind.ModuloExpression when other != 0 => Number(one % other),
        SyntaxKind.LessThanExpression => Value.Bool(one < other),
        SyntaxKind.LessThanOrEqualExpression => Value.Bool(one <= other),
        SyntaxKind.GreaterThanExpression => Value.Bool(one > other),
        SyntaxKind.GreaterThanOrEqualExpression => Value.Bool(one >= other),
        _ => null,
    };

    private static Literal Number(decimal value)
    {
        if (value != decimal.Truncate(value))
            return new Literal(value);
        if (value is >= int.MinValue and <= int.MaxValue)
            return new Literal((int)value);
        return value is >= long.MinValue and <= long.MaxValue ? new Literal((long)value) : new Literal(value);
    }

    private static Unknown NotFollowed(BinaryExpressionSyntax expression) => new($"{Names.Excerpt(expression.ToString())} is not followed");
}
