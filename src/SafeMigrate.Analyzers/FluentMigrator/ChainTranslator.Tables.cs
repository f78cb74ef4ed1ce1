using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

internal sealed partial class ChainTranslator
{
    private void CreateTable(Call first, List<Call> rest)
    {
        var table = Table(Name(first, 0), rest);
        var columns = ColumnsOf(rest, ["WithColumn"], ["InSchema", "WithDescription", "IfNotExists"]);
        var built = columns.Select(column => column.ToColumn(table)).OfType<Column>().ToList();
        Add(new CreateTable(table, [.. built], PrimaryKeyOf(table, columns)) { IfNotExists = rest.Any(call => call.Name == "IfNotExists") }, UpTo(first));
        foreach (var follower in columns.SelectMany(column => column.Followers(table)))
            Add(follower);
    }

    // FluentMigrator writes one CONSTRAINT clause for all columns marked PrimaryKey(), under the first name given.
    private static ValueList<Constraint> PrimaryKeyOf(QualifiedName table, List<ColumnBuilder> columns)
    {
        var keys = columns.Where(column => column.IsPrimaryKey).ToList();
        if (keys.Count == 0)
            return [];
        var name = keys.Select(key => key.PrimaryKeyName).FirstOrDefault(given => given is not null) ?? Conventions.PrimaryKey(table);
        return [new PrimaryKey(name, [.. keys.Select(key => key.Name)]) { Location = keys[0].PrimaryKeyLocation! }];
    }

    private void AlterTable(Call first, List<Call> rest)
    {
        var table = Table(Name(first, 0), rest);
        var columns = ColumnsOf(rest, ["AddColumn", "AlterColumn"], ["InSchema", "WithDescription", "IfExists", "ToSchema"]);
        if (NameIn(rest, "ToSchema") is { } schema)
            Add(new MoveTable(table, schema), Chain.Location);
        var starts = rest.Where(call => call.Name is "AddColumn" or "AlterColumn").ToList();
        for (var i = 0; i < columns.Count; i++)
        {
            if (starts[i].Name == "AddColumn")
                AddColumn(table, columns[i], starts[i].Location);
            else
                ChangeColumn(table, columns[i], starts[i].Location);
        }

        if (columns.Count == 0 && NameIn(rest, "ToSchema") is null)
            Add(new OtherStatement("AlterTableStmt", "") { Relations = [table] }, Chain.Location);
    }

    private void CreateColumn(Call first, List<Call> rest)
    {
        var table = Table(NameIn(rest, "OnTable"), rest);
        var column = new ColumnBuilder(this, Name(first, 0) ?? "", UpTo(first));
        ApplyAll(column, rest.Where(call => call.Name is not ("OnTable" or "InSchema")));
        AddColumn(table, column, UpTo(first));
    }

    private void AlterColumn(Call first, List<Call> rest)
    {
        var table = Table(NameIn(rest, "OnTable"), rest);
        var column = new ColumnBuilder(this, Name(first, 0) ?? "", UpTo(first));
        ApplyAll(column, rest.Where(call => call.Name is not ("OnTable" or "InSchema")));
        ChangeColumn(table, column, UpTo(first));
    }

    // Not a call of FluentMigrator: so the listing of a migration that was run says that only the default changes.
    private void AlterDefault(Call first, List<Call> rest)
    {
        var value = Default(rest.FirstOrDefault(call => call.Name == "WithDefaultValue")?.At(0), "The default");
        var (table, column) = (Table(NameIn(rest, "OnTable"), rest), Name(first, 0) ?? "");
        Add(value is null or { IsNull: true } ? new DropDefault(table, column) : new SetDefault(table, column, value) { DefaultName = Dialect == Dialect.SqlServer ? $"DF_{table.Name}_{column}" : null }, UpTo(first));
    }

    private void AddColumn(QualifiedName table, ColumnBuilder column, Location location)
    {
        if (column.ToColumn(table) is { } built)
            Add(new AddColumn(table, built), location);
        foreach (var follower in column.Followers(table))
            Add(follower);
    }

    // ALTER c TYPE x, ALTER c SET|DROP NOT NULL: the second only where the chain says so, and the default only where it gives one.
    private void ChangeColumn(QualifiedName table, ColumnBuilder column, Location location)
    {
        if (column.Type is null)
            Fail(location, $"Column {column.Name} has no type that SafeMigrate can read from the source");
        else
            Add(new ChangeColumnType(table, column.Name, column.Type) { Collation = column.Collation }, location);
        if (NullabilityOf(column) is { } nullable)
            Add(nullable ? new DropNotNull(table, column.Name) : new SetNotNull(table, column.Name), location);
        if (column.IdentityChange(table) is { } identity)
            Add(identity, location);
        if (column.Default is { } value)
            Add(value.IsNull ? new DropDefault(table, column.Name) : new SetDefault(table, column.Name, value) { DefaultName = column.DefaultName(table) }, column.DefaultLocation!);
        foreach (var follower in column.Followers(table))
            Add(follower);
    }

    // T-SQL's ALTER COLUMN always decides about NULL: what the chain leaves open FluentMigrator writes as NOT NULL.
    private bool? NullabilityOf(ColumnBuilder column) => Dialect == Dialect.SqlServer ? column.Nullable ?? false : column.Nullable;

    private List<ColumnBuilder> ColumnsOf(List<Call> calls, string[] starts, string[] others)
    {
        var columns = new List<ColumnBuilder>();
        foreach (var call in calls.Where(call => !others.Contains(call.Name)))
        {
            if (starts.Contains(call.Name))
                columns.Add(new ColumnBuilder(this, Name(call, 0) ?? "", call.Location));
            else if (columns.Count == 0 || !columns[columns.Count - 1].Apply(call))
                NotKnown(call);
        }

        return columns;
    }

    private void ApplyAll(ColumnBuilder column, IEnumerable<Call> calls)
    {
        foreach (var call in calls.Where(call => !column.Apply(call)))
            NotKnown(call);
    }

    private void DeleteTable(Call first, List<Call> rest)
    {
        Expect(rest, "InSchema", "IfExists");
        Add(new DropTable(Table(Name(first, 0), rest)) { IfExists = rest.Any(call => call.Name == "IfExists") }, UpTo(first));
    }

    private void DeleteColumn(Call first, List<Call> rest)
    {
        Expect(rest, "Column", "FromTable", "InSchema");
        var table = Table(NameIn(rest, "FromTable"), rest);
        foreach (var call in rest.Where(call => call.Name == "Column").Prepend(first))
            Add(new DropColumn(table, Name(call, 0) ?? ""), call == first ? UpTo(first) : call.Location);
    }

    private void RenameTable(Call first, List<Call> rest)
    {
        Expect(rest, "To", "InSchema");
        Add(new RenameTable(Table(Name(first, 0), rest), NameIn(rest, "To") ?? Missing("To")), UpTo(first));
    }

    private void RenameColumn(Call first, List<Call> rest)
    {
        Expect(rest, "OnTable", "To", "InSchema");
        var table = Table(NameIn(rest, "OnTable") ?? Missing("OnTable"), rest);
        Add(new RenameColumn(table, Name(first, 0) ?? "", NameIn(rest, "To") ?? Missing("To")), UpTo(first));
    }

    // A builder that nobody finished does nothing when the migration runs, or throws.
    private string Missing(string call)
    {
        if (!Chain.Calls.Any(each => each.Name == call))
            Fail(Chain.Location, $"{Chain.Kind} has no {call}(...) here, so it is not known what it changes");
        return "";
    }
}
