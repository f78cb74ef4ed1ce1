namespace SafeMigrate.Analyzers.CSharp;

/// <summary>What a variable is worth behind code of which it is not known whether, or how often, it runs.</summary>
internal sealed partial class Interpreter
{
    private readonly List<(Scope Scope, string Name, Value Before)> assigned = [];
    private int doubts;

    /// <summary>How many branches and loops that are not certain the code stands in.</summary>
    public int Doubts => doubts;

    private void Assign(Scope scope, string name, Value value)
    {
        if (doubts > 0 && scope.Declaring(name) is { } owner)
            assigned.Add((owner, name, owner[name]!));
        scope.Assign(name, value);
    }

    private Flow InDoubt(Func<Flow> run)
    {
        doubts++;
        var flow = run();
        doubts--;
        return flow;
    }

    /// <summary>Takes the assignments since <paramref name="from"/> back, and returns what they had come to.</summary>
    private Outcomes TakeBack(int from)
    {
        var after = new Outcomes();
        foreach (var (scope, name, _) in assigned.Skip(from))
            after[(scope, name)] = scope[name]!;
        for (var i = assigned.Count - 1; i >= from; i--)
            assigned[i].Scope.Assign(assigned[i].Name, assigned[i].Before);
        assigned.RemoveRange(from, assigned.Count - from);
        return after;
    }

    // A way that leaves the method has no part in what follows it.
    private void Join(Flow then, Outcomes one, Flow otherwise, Outcomes other, string why)
    {
        if (then != Flow.Next && otherwise == Flow.Next)
            Take(other);
        else if (otherwise != Flow.Next && then == Flow.Next)
            Take(one);
        else
            Join(one, other, why);
    }

    private void Take(Outcomes outcomes)
    {
        foreach (var pair in outcomes)
            Assign(pair.Key.Scope, pair.Key.Name, pair.Value);
    }

    // A variable that has another value on each way is worth one of several.
    private void Join(Outcomes one, Outcomes other, string why)
    {
        foreach (var key in one.Keys.Union(other.Keys).ToList())
        {
            var before = key.Scope[key.Name]!;
            var (first, second) = (one.TryGetValue(key, out var a) ? a : before, other.TryGetValue(key, out var b) ? b : before);
            var isSame = ReferenceEquals(first, second) || AreEqual(first, second) == true;
            Assign(key.Scope, key.Name, isSame ? first : new Unknown($"{key.Name} depends on {why}"));
        }
    }

    private sealed class Outcomes : Dictionary<(Scope Scope, string Name), Value>;
}
