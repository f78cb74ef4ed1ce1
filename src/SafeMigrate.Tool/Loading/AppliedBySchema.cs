using SafeMigrate.Operations;

namespace SafeMigrate.Tool.Loading;

/// <summary>
/// Tells how many migrations of a folder a database has run where no tool's table says so: as few as possible, so that the rest could run on
/// the schema without creating what is there or changing what is not. Doubt is for judging: a migration that leaves no trace counts as one that has not run.
/// </summary>
internal static class AppliedBySchema
{
    /// <param name="migrations">In the order they run.</param>
    /// <param name="schema">The database, completely known.</param>
    public static int Count(IReadOnlyList<Migration> migrations, Schema schema)
    {
        for (var applied = 0; applied < migrations.Count; applied++)
        {
            if (CouldRun(migrations.Skip(applied), schema))
                return applied;
        }

        return migrations.Count;
    }

    private static bool CouldRun(IEnumerable<Migration> migrations, Schema schema)
    {
        var now = schema;
        foreach (var operation in migrations.Where(migration => !migration.RunsEveryTime).SelectMany(migration => migration.Operations))
        {
            if (IsRefused(operation, now))
                return false;
            now = now.Apply(operation);
        }

        return true;
    }

    // What is missing may have been made by a statement that cannot be read; what is there twice cannot be.
    private static bool IsRefused(Operation operation, Schema schema) => operation switch
    {
        CreateTable { IfNotExists: false, Persistence: not Persistence.Temporary } create => schema.Find(create.Table) is not null,
        CreateIndex { IfNotExists: false, Index.Name: { } name } create => schema.FindIndex(create.Table with { Name = name }) is not null,
        AddColumn { IfNotExists: false } add => schema.Find(add.Table)?.Column(add.Column.Name) is not null,
        AddConstraint { Constraint.Name: { } name } add => schema.Find(add.Table)?.Constraint(name) is not null,
        DropColumn { IfExists: false } drop => Lacks(schema, drop.Table, drop.Column),
        RenameColumn rename => Lacks(schema, rename.Table, rename.Column),
        RenameTable rename => schema.Find(rename.Table with { Name = rename.NewName }) is not null && schema.Find(rename.Table) is null,
        _ => false,
    };

    private static bool Lacks(Schema schema, QualifiedName table, string column) =>
        schema.Find(table) is { IsComplete: true } known && known.Column(column) is null;
}
