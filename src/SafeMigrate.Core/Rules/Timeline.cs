namespace SafeMigrate.Rules;

/// <summary>The operations of a history in the order they run, found by their place, their kind or a name they are about. Several threads may ask.</summary>
internal sealed class Timeline
{
    private readonly List<Moment> moments = [];
    private readonly Dictionary<Type, List<int>> places = [];
    private readonly Lazy<Dictionary<string, List<int>>> subjects;

    public Timeline() => subjects = new Lazy<Dictionary<string, List<int>>>(BySubject);

    /// <summary>The place of each migration's first operation.</summary>
    public List<int> Starts { get; } = [];

    /// <summary>How many operations.</summary>
    public int Count => moments.Count;

    public Moment this[int index]
    {
        get
        {
            Steps.Count();
            return moments[index];
        }
    }

    public void Add(Moment moment)
    {
        var kind = moment.Operation.GetType();
        if (!places.TryGetValue(kind, out var known))
            places[kind] = known = [];
        known.Add(moments.Count);
        moments.Add(moment);
    }

    /// <summary>The operations of a kind before a place, the last first.</summary>
    public IEnumerable<Moment> Before(int index, Type kind) => Before(index, PlacesOf(kind));

    /// <summary>The operations of a kind behind a place.</summary>
    public IEnumerable<Moment> After(int index, Type kind) => After(index, PlacesOf(kind));

    /// <summary>The operations about a name before a place, the last first.</summary>
    public IEnumerable<Moment> Before(int index, string name) => Before(index, PlacesOf(name));

    /// <summary>The operations about a name behind a place.</summary>
    public IEnumerable<Moment> After(int index, string name) => After(index, PlacesOf(name));

    private IEnumerable<Moment> Before(int index, List<int> known)
    {
        for (var i = FirstFrom(known, index) - 1; i >= 0; i--)
            yield return this[known[i]];
    }

    private IEnumerable<Moment> After(int index, List<int> known)
    {
        for (var i = FirstFrom(known, index + 1); i < known.Count; i++)
            yield return this[known[i]];
    }

    private List<int> PlacesOf(Type kind) => places.TryGetValue(kind, out var known) ? known : [];

    private List<int> PlacesOf(string name) => subjects.Value.TryGetValue(name, out var known) ? known : [];

    // When the first rule asks: most histories are short, and some of them ask nothing.
    private Dictionary<string, List<int>> BySubject()
    {
        var found = new Dictionary<string, List<int>>();
        for (var i = 0; i < moments.Count; i++)
        {
            foreach (var name in Subjects.Of(moments[i]))
            {
                if (!found.TryGetValue(name, out var known))
                    found[name] = known = [];
                if (known.Count == 0 || known[known.Count - 1] != i)
                    known.Add(i);
            }
        }

        return found;
    }

    private static int FirstFrom(List<int> places, int index)
    {
        var found = places.BinarySearch(index);
        return found < 0 ? ~found : found;
    }
}
