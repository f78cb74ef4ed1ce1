using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

internal sealed partial class Interpreter
{
    private Flow RunIf(IfStatementSyntax branch, Scope scope)
    {
        var condition = Evaluate(branch.Condition, scope);
        if (condition is Literal { Of: bool known })
            return known ? Run(branch.Statement, scope) : branch.Else is null ? Flow.Next : Run(branch.Else.Statement, scope);
        var before = output.Count;
        var (yes, no) = GuardsOf(branch.Condition, condition);
        var assignments = assigned.Count;
        var then = InDoubt(() => RunUnder(yes, branch.Statement, scope));
        var one = TakeBack(assignments);
        var otherwise = branch.Else is null ? Flow.Next : InDoubt(() => RunUnder(no, branch.Else.Statement, scope));
        var other = TakeBack(assignments);
        Join(then, one, otherwise, other, yes.Text);
        NoteDoubt(branch.Condition, condition, before, scope);
        return Merge(then, otherwise, yes, no);
    }

    private Flow RunUnder(Guard guard, StatementSyntax statement, Scope scope)
    {
        guards.Push(guard);
        var depth = guards.Count;
        var flow = Run(statement, new Scope(scope));
        while (guards.Count >= depth)
            guards.Pop();
        return flow;
    }

    // A branch that leaves makes all that follows in the method depend on the other one.
    private Flow Merge(Flow then, Flow otherwise, Guard yes, Guard no)
    {
        if (then == otherwise)
            return then;
        if (then != Flow.Next && otherwise != Flow.Next)
            return Flow.Return;
        guards.Push(then != Flow.Next ? no : yes);
        return Flow.Next;
    }

    private static (Guard Yes, Guard No) GuardsOf(ExpressionSyntax condition, Value value)
    {
        var text = Names.Excerpt(condition.ToString());
        var negated = text.StartsWith("!", StringComparison.Ordinal) ? text.Substring(1) : "!(" + text + ")";
        return value is Existence test
            ? (new Guard(text, [.. test.Tests], true), new Guard(negated, [.. test.Not().Tests], true))
            : (new Guard(text, [], false), new Guard(negated, [], false));
    }

    // What the catalog decides is carried by the operations (IF EXISTS) or their statements; anything else is worth a remark.
    // Which part of a base class runs is a matter of the project; there the statements' own condition tells it.
    private void NoteDoubt(ExpressionSyntax condition, Value value, int before, Scope scope)
    {
        if (value is Existence || isOnConnection || scope.Place is not null || !output.Skip(before).OfType<Chain>().Any())
            return;
        var reason = value is Unknown unknown ? unknown.Reason : $"{Names.Excerpt(condition.ToString())} is not known";
        Note(before, condition, "if", scope, new Opaque($"Whether this runs is not known, because {reason}", ""));
    }

    private Flow RunSwitch(SwitchStatementSyntax choice, Scope scope)
    {
        var subject = Evaluate(choice.Expression, scope);
        var (before, assignments) = (output.Count, assigned.Count);
        foreach (var section in choice.Sections)
        {
            if (subject is Unknown || section.Labels.Any(label => Matches(label, subject, scope)))
            {
                if (subject is not Unknown)
                    return WithoutBreak(RunAll(section.Statements, new Scope(scope)));
                InDoubt(() => RunSection(section, choice, scope));
                Join(TakeBack(assignments), [], choice.Expression.ToString());
            }
        }

        NoteDoubt(choice.Expression, subject, before, scope);
        return Flow.Next;
    }

    private static Flow WithoutBreak(Flow flow) => flow == Flow.Break ? Flow.Next : flow;

    private Flow RunSection(SwitchSectionSyntax section, SwitchStatementSyntax choice, Scope scope)
    {
        guards.Push(new Guard($"{Names.Excerpt(choice.Expression.ToString())}: {section.Labels[0]}", [], IsExistence: false));
        var depth = guards.Count;
        RunAll(section.Statements, new Scope(scope));
        while (guards.Count >= depth)
            guards.Pop();
        return Flow.Next;
    }

    private bool Matches(SwitchLabelSyntax label, Value subject, Scope scope) => label switch
    {
        DefaultSwitchLabelSyntax => true,
        CaseSwitchLabelSyntax value => AreEqual(Evaluate(value.Value, scope), subject) == true,
        CasePatternSwitchLabelSyntax { Pattern: ConstantPatternSyntax pattern } => AreEqual(Evaluate(pattern.Expression, scope), subject) == true,
        _ => false,
    };

    private static bool? AreEqual(Value one, Value other) => (one, other) switch
    {
        (Text a, Text b) => a.Content == b.Content,
        (Symbol a, Symbol b) => a.Name == b.Name,
        (Literal { Of: null }, Unknown) or (Unknown, Literal { Of: null }) => null,
        (Literal a, Literal b) when a.Of is not null && b.Of is not null && IsNumber(a.Of) && IsNumber(b.Of) =>
            Convert.ToDecimal(a.Of) == Convert.ToDecimal(b.Of),
        (Literal a, Literal b) => Equals(a.Of, b.Of),
        (Literal { Of: null }, _) or (_, Literal { Of: null }) => false,
        _ => null,
    };

    private static bool IsNumber(object value) => value is byte or short or ushort or int or uint or long or ulong or decimal or float or double;
}
