namespace SafeMigrate.Analyzers.CSharp;

/// <summary>The variables that a piece of code can see, and the code it belongs to.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, Value> variables = [];
    private readonly Scope? parent;

    /// <summary>The scope of a method's or initializer's code.</summary>
    public Scope(CSharpFile file, CSharpType type, Instance? self, Location? place, Frame frame)
    {
        File = file;
        Type = type;
        Self = self;
        Place = place;
        Frame = frame;
    }

    /// <summary>A block within <paramref name="parent"/>.</summary>
    public Scope(Scope parent)
        : this(parent, parent.Frame)
    {
    }

    /// <summary>A lambda or local function that sees the variables of <paramref name="parent"/>.</summary>
    public Scope(Scope parent, Frame frame)
        : this(parent.File, parent.Type, parent.Self, parent.Place, frame)
    {
        this.parent = parent;
        Building = parent.Building;
        Collecting = parent.Collecting;
    }

    public CSharpFile File { get; }

    /// <summary>The type whose code this is.</summary>
    public CSharpType Type { get; }

    /// <summary><c>this</c>; null in a static method.</summary>
    public Instance? Self { get; }

    /// <summary>The call in the migration's own file that led into another file's helper; null in the migration's file.</summary>
    public Location? Place { get; }

    public Frame Frame { get; }

    /// <summary>The object whose constructor this is, or null.</summary>
    public Fields? Building { get; init; }

    /// <summary>The list that an own collection's Add adds to, or null.</summary>
    public Items? Collecting { get; init; }

    public Value? this[string name] => variables.TryGetValue(name, out var value) ? value : parent?[name];

    public void Declare(string name, Value value) => variables[name] = value;

    /// <summary>The scope that declares a variable; null for a name that is none.</summary>
    public Scope? Declaring(string name)
    {
        for (var scope = this; scope is not null; scope = scope.parent)
        {
            if (scope.variables.ContainsKey(name))
                return scope;
        }

        return null;
    }

    /// <summary>Gives a variable another value, where it was declared.</summary>
    public bool Assign(string name, Value value)
    {
        if (Declaring(name) is not { } scope)
            return false;
        scope.variables[name] = value;
        return true;
    }
}

/// <summary>One call of a method while it is read.</summary>
internal sealed class Frame(int depth)
{
    public int Depth => depth;

    /// <summary>What the method returns; null until a return was read.</summary>
    public Value? Result { get; set; }
}
