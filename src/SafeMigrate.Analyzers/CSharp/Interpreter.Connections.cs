using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>Code that gets the connection itself moves rows between C# and the database; what matters of it is the SQL that it sends.</summary>
internal sealed partial class Interpreter
{
    /// <summary>The call that stands for SQL which code sends over a connection.</summary>
    public const string SentSql = "CommandText";

    private bool isOnConnection;

    // Where all that the code sends can be read, the SQL stands for the call that let it run.
    private void ReadOnConnection(Chain chain, Function code)
    {
        var (before, wasOnConnection, taken) = (output.Count, isOnConnection, steps);
        (isOnConnection, steps) = (true, 0);
        Call(code, [.. code.Body.Parameters.Select(_ => new Connection())]);
        if (output.Count > before && steps <= MaximumSteps)
            output.Remove(chain);
        (isOnConnection, steps) = (wasOnConnection, taken);
    }

    private void Send(Value sql, ExpressionSyntax expression, Scope scope)
    {
        if (!isOnConnection || (sql is Text { Content.Length: 0 }))
            return;
        var place = Place(expression, scope);
        var sent = Start(new Root("Execute", emits: true), expression, scope);
        sent.Calls.Add(new Call(SentSql, null, [new Argument(null, sql, place, Names.Excerpt(expression.ToString()))], place));
    }

    private Connection CreateCommand(BaseObjectCreationExpressionSyntax creation, IReadOnlyList<Argument> arguments, Scope scope)
    {
        if (arguments.Count > 0 && arguments[0].Value is Text or Unknown)
            Send(arguments[0].Value, creation.ArgumentList!.Arguments[0].Expression, scope);
        foreach (var text in (creation.Initializer?.Expressions ?? []).OfType<AssignmentExpressionSyntax>().Where(each => each.Left.ToString() == SentSql))
            Send(Evaluate(text.Right, scope), text.Right, scope);
        return new Connection();
    }

    // Also Dapper: connection.Execute("UPDATE ..."), connection.Query<Row>("SELECT ...").
    private Value CallOnConnection(Connection connection, string name, IReadOnlyList<Argument> arguments, InvocationExpressionSyntax call, Scope scope)
    {
        if (!name.StartsWith("Execute", StringComparison.Ordinal) && !name.StartsWith("Query", StringComparison.Ordinal))
            return connection;
        if (arguments.FirstOrDefault(argument => argument.Name is null or "sql") is { Value: Text or Unknown } sql)
            Send(sql.Value, call.ArgumentList.Arguments[arguments.ToList().IndexOf(sql)].Expression, scope);
        return new Unknown("the rows are in the database");
    }
}
