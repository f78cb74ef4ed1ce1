using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Whether a key that is dropped comes back in the same transaction, before anybody can ask for it.</summary>
internal static class KeyColumns
{
    /// <summary>True where the statement that follows makes a unique index over the same columns. A key of the same name whose columns nobody knows counts as the same.</summary>
    public static bool ComeBack(Moment later, DropConstraint drop, IEnumerable<string>? columns, RuleContext context) => later.Operation switch
    {
        AddConstraint { Constraint: IndexConstraint added } add when context.Schema.Same(add.Table, drop.Table) =>
            columns is not null && Of(added, later, add.Table) is { } known ? AreSame(known, columns) : added.Name == drop.Constraint || added is PrimaryKey,
        CreateIndex { Index: { Unique: true, Where: null } index } create when context.Schema.Same(create.Table, drop.Table) =>
            columns is not null && AreSame(index.Columns.Select(key => key.Column ?? ""), columns),
        _ => false,
    };

    // USING INDEX takes the columns of the index.
    private static IEnumerable<string>? Of(IndexConstraint key, Moment at, QualifiedName table) => key.UsingIndex is null
        ? key.Columns
        : at.Schema.Find(table)?.Indexes.FirstOrDefault(index => index.Name == key.UsingIndex)?.Columns.Select(column => column.Column ?? "");

    private static bool AreSame(IEnumerable<string> columns, IEnumerable<string> others) => new HashSet<string>(columns).SetEquals(others);
}
