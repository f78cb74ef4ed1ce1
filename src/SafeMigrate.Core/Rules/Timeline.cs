namespace SafeMigrate.Rules;

/// <summary>The operations of a history in the order they run, found by their place or by their kind. Several threads may ask.</summary>
internal sealed class Timeline
{
    private readonly List<Moment> moments = [];
    private readonly Dictionary<Type, List<int>> places = [];

    /// <summary>The place of each migration's first operation.</summary>
    public List<int> Starts { get; } = [];

    /// <summary>How many operations.</summary>
    public int Count => moments.Count;

    public Moment this[int index] => moments[index];

    public void Add(Moment moment)
    {
        var kind = moment.Operation.GetType();
        if (!places.TryGetValue(kind, out var known))
            places[kind] = known = [];
        known.Add(moments.Count);
        moments.Add(moment);
    }

    /// <summary>The operations of a kind before a place, the last first.</summary>
    public IEnumerable<Moment> Before(int index, Type kind)
    {
        var known = PlacesOf(kind);
        for (var i = FirstFrom(known, index) - 1; i >= 0; i--)
            yield return moments[known[i]];
    }

    /// <summary>The operations of a kind behind a place.</summary>
    public IEnumerable<Moment> After(int index, Type kind)
    {
        var known = PlacesOf(kind);
        for (var i = FirstFrom(known, index + 1); i < known.Count; i++)
            yield return moments[known[i]];
    }

    private List<int> PlacesOf(Type kind) => places.TryGetValue(kind, out var known) ? known : [];

    private static int FirstFrom(List<int> places, int index)
    {
        var found = places.BinarySearch(index);
        return found < 0 ? ~found : found;
    }
}
