using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate;

/// <summary>
/// What is known of a database: the fold of operations so far, a snapshot file, or a live catalog. Immutable; <see cref="Apply(Operation)"/> gives
/// the schema after an operation.
/// </summary>
public sealed partial record Schema
{
    private PersistentMap<Table> tables = PersistentMap<Table>.Empty;
    private PersistentMap<CreateDomain> domains = PersistentMap<CreateDomain>.Empty;
    private PersistentMap<CreateView> views = PersistentMap<CreateView>.Empty;
    private PersistentMap<CreateMaterializedView> materializedViews = PersistentMap<CreateMaterializedView>.Empty;
    private bool hasDependents;

    /// <summary>Nothing is known: a table that is not found may exist all the same.</summary>
    public static Schema Unknown { get; } = new();

    /// <summary>The database has nothing yet, so a table that is not found does not exist.</summary>
    public static Schema Blank { get; } = new() { IsComplete = true };

    /// <summary>True where everything is known, as from a live catalog: what is not found does not exist.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Functions whose bodies are text that the server does not look into; only a catalog tells.</summary>
    public ValueList<Routine> Routines { get; init; } = [];

    /// <summary>The schema that names without one stand for: <c>public</c>, or <c>dbo</c> on SQL Server.</summary>
    public string DefaultSchema { get; init; } = "public";

    /// <summary>The known tables, ordered by schema and name.</summary>
    public IEnumerable<Table> Tables => tables.Values;

    /// <summary>The table, or null where it is not known.</summary>
    public Table? Find(QualifiedName name) => tables.TryGetValue(Key(name), out var table) ? table : null;

    /// <summary>The index of that name with its table, or null where it is not known.</summary>
    public (Table Table, Index Index)? FindIndex(QualifiedName name) =>
        OwnerOf(name) is { } table && table.Indexes.FirstOrDefault(index => index.Name == name.Name) is { } found ? (table, found) : null;

    /// <summary>The domain as it is now, or null where it is not known.</summary>
    public CreateDomain? FindDomain(QualifiedName name) => domains.TryGetValue(Key(name), out var domain) ? domain : null;

    /// <summary>The view as it was created last, or null where it is not known.</summary>
    public CreateView? FindView(QualifiedName name) => views.TryGetValue(Key(name), out var view) ? view : null;

    /// <summary>The materialized view as it was created, or null where it is not known.</summary>
    public CreateMaterializedView? FindMaterializedView(QualifiedName name) => materializedViews.TryGetValue(Key(name), out var view) ? view : null;

    /// <summary>
    /// The known views and materialized views that use a column, as far as their text tells: a view over several tables uses it only where no
    /// other of them has a column of that name.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="column">Its column.</param>
    public IEnumerable<Dependent> ViewsOver(QualifiedName table, string column)
    {
        var names = readers.TryGetValue(Key(table), out var known) ? known.Values.ToList() : [];
        var all = names.Select(FindView).OfType<CreateView>().Select(view => (Kind: "view", Name: view.View, view.Sql, view.Reads))
            .Concat(names.Select(FindMaterializedView).OfType<CreateMaterializedView>().Select(view => (Kind: "materialized view", Name: view.View, view.Sql, view.Reads)));
        return all.Where(view => view.Reads.Any(read => Same(read, table)) && Names(view.Sql, column, view.Reads.Count == 1)
                && view.Reads.All(read => Same(read, table) || Find(read) is { IsComplete: true } other && other.Column(column) is null))
            .Select(view => new Dependent(view.Kind, view.Name.ToString(), column));
    }

    // A * over one table names all of its columns, but that of count(*) none; over several it may be the star of another.
    private static bool Names(string sql, string column, bool isAlone) =>
        Regex.IsMatch(sql, $@"(?<![\w""]){Regex.Escape(column)}(?!\w)|""{Regex.Escape(column)}""", RegexOptions.IgnoreCase)
        || (isAlone && Regex.IsMatch(sql, @"(?<!\(\s*)\*(?=\s*(,|\bFROM\b))", RegexOptions.IgnoreCase));

    /// <summary>The known partitions of a table, with those of its partitions.</summary>
    public IEnumerable<Table> PartitionsOf(QualifiedName name) => Find(name)?.PartitionBy is null
        ? []
        : DirectPartitionsOf(name).SelectMany(table => PartitionsOf(table.Name).Prepend(table));

    /// <summary>The known foreign keys that reference a table, with their tables.</summary>
    public IEnumerable<(Table Table, ForeignKey Key)> ReferencesTo(QualifiedName name) => Children(Key(name)).SelectMany(table =>
        table.Constraints.OfType<ForeignKey>().Where(key => Same(key.ReferencedTable, name)).Select(key => (table, key)));

    /// <summary>The schema with <paramref name="table"/> added, or put in the place of the one with its name.</summary>
    public Schema With(Table table) => Linked(Find(table.Name), table) with
    {
        tables = tables.With(Key(table.Name), table),
        hasDependents = hasDependents || table.Dependents.Count > 0,
    };

    /// <summary>The schema without the table; unchanged where it is not known.</summary>
    public Schema Without(QualifiedName name) =>
        Find(name) is { } known ? Linked(known, null) with { tables = tables.Without(Key(name)) } : this;

    /// <summary>True when both names stand for the same object.</summary>
    public bool Same(QualifiedName one, QualifiedName other) => one.Name == other.Name && (one.Schema ?? DefaultSchema) == (other.Schema ?? DefaultSchema);

    internal string KeyOf(QualifiedName name) => Key(name);

    // A name cannot contain U+0000, so the key is unique.
    private string Key(QualifiedName name) => (name.Schema ?? DefaultSchema) + "\0" + name.Name;
}
