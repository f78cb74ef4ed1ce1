using SafeMigrate.Operations;

namespace SafeMigrate.Runner.Verification;

/// <summary>What tables and columns are called after the changes.</summary>
/// <param name="changes">In order.</param>
/// <param name="before">The database before them.</param>
/// <param name="after">The database after them; null where it is not known.</param>
internal sealed class Renames(IReadOnlyList<Operation> changes, Schema before, Schema? after)
{
    public QualifiedName Table(QualifiedName table) => changes.Aggregate(table, Renamed);

    /// <summary>The table's name before, or null where it is new.</summary>
    public QualifiedName? TableBefore(QualifiedName table) => before.Tables.Select(old => old.Name).FirstOrDefault(old => before.Same(Table(old), table));

    /// <summary>The column's name after; null where it is there no more.</summary>
    public string? Column(QualifiedName table, string column)
    {
        var (name, current) = (table, column);
        foreach (var change in changes)
        {
            if (change is RenameColumn rename && before.Same(rename.Table, name) && rename.Column == current)
                current = rename.NewName;
            name = Renamed(name, change);
        }

        // A column may have got the name of one that was renamed away.
        return after?.Find(name) is not { } known || known.Column(current) is not null ? current : known.Column(column)?.Name;
    }

    private QualifiedName Renamed(QualifiedName name, Operation change) => change switch
    {
        RenameTable rename when before.Same(rename.Table, name) => name with { Name = rename.NewName },
        MoveTable move when before.Same(move.Table, name) => name with { Schema = move.NewSchema },
        _ => name,
    };
}
