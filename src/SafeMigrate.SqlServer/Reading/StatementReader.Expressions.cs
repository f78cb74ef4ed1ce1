using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SafeMigrate.SqlServer.Reading;

internal sealed partial class StatementReader
{
    private static readonly Regex Blanks = new(@"\s+", RegexOptions.CultureInvariant);

    private Expression Expression(TSqlFragment fragment)
    {
        var facts = new Facts();
        fragment.Accept(facts);
        return new Expression(Spaced(fragment))
        {
            Functions = facts.Functions.Distinct().ToValueList(),
            Columns = facts.Columns.Distinct().ToValueList(),
            ProvesNotNull = ProvedNotNull(fragment).Distinct().ToValueList(),
            IsConstant = facts.IsConstant,
            IsNull = IsNull(fragment),
        };
    }

    private static bool IsNull(TSqlFragment fragment) => fragment switch
    {
        NullLiteral => true,
        ParenthesisExpression inner => IsNull(inner.Expression),
        CastCall cast => IsNull(cast.Parameter),
        ConvertCall convert => IsNull(convert.Parameter),
        _ => false,
    };

    private static IEnumerable<string> ProvedNotNull(TSqlFragment fragment) => fragment switch
    {
        BooleanIsNullExpression { IsNot: true, Expression: ColumnReferenceExpression column } => [Last(column)],
        BooleanParenthesisExpression inner => ProvedNotNull(inner.Expression),
        BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } both =>
            ProvedNotNull(both.FirstExpression).Concat(ProvedNotNull(both.SecondExpression)),
        _ => [],
    };

    // Strings keep their blanks, comments go, all else is set apart by single spaces as written.
    private string Spaced(TSqlFragment fragment)
    {
        var parts = Enumerable.Range(fragment.FirstTokenIndex, fragment.LastTokenIndex - fragment.FirstTokenIndex + 1)
            .Select(index => fragment.ScriptTokenStream[index])
            .Select(token => Tokens.IsComment(token) ? " " : token.TokenType == TSqlTokenType.WhiteSpace ? Blanks.Replace(token.Text, " ") : token.Text);
        return string.Concat(parts).Replace("  ", " ").Trim();
    }

    private sealed class Facts : TSqlFragmentVisitor
    {
        public List<string> Functions { get; } = [];

        public List<string> Columns { get; } = [];

        public bool IsConstant { get; private set; } = true;

        public override void Visit(FunctionCall node)
        {
            var target = node.CallTarget is MultiPartIdentifierCallTarget owner
                ? string.Concat(owner.MultiPartIdentifier.Identifiers.Select(part => part.Value + "."))
                : "";
            Call((target + node.FunctionName.Value).ToLowerInvariant());
        }

        public override void Visit(ParameterlessCall node) => Call(node.ParameterlessCallType.ToString().ToLowerInvariant());

        public override void Visit(NextValueForExpression node) => Call("next value for");

        public override void Visit(VariableReference node) => IsConstant = false;

        public override void Visit(ScalarSubquery node) => IsConstant = false;

        public override void Visit(ColumnReferenceExpression node)
        {
            Columns.Add(Last(node));
            IsConstant = false;
        }

        private void Call(string function)
        {
            Functions.Add(function);
            IsConstant = false;
        }
    }
}
