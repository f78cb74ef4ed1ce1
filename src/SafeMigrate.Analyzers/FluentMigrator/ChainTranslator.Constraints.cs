using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

internal sealed partial class ChainTranslator
{
    private void CreateForeignKey(Call first, List<Call> rest)
    {
        Expect(rest, "FromTable", "ForeignColumn", "ForeignColumns", "ToTable", "PrimaryColumn", "PrimaryColumns", "InSchema", "OnDelete", "OnUpdate", "OnDeleteOrUpdate");
        var (child, parent) = KeyTables(rest);
        var columns = NamesIn(rest, "ForeignColumn", "ForeignColumns");
        var parentColumns = NamesIn(rest, "PrimaryColumn", "PrimaryColumns");
        var actions = new KeyActions();
        foreach (var call in rest.Where(call => call.Name.StartsWith("On", StringComparison.Ordinal)))
            actions.Apply(call, this);
        var name = NameOrNull(first, 0) ?? Conventions.ForeignKey(child, columns, parent, parentColumns);
        Add(new AddForeignKey(child, new ForeignKey(name, columns, parent, parentColumns)
        {
            OnDelete = actions.OnDelete,
            OnUpdate = actions.OnUpdate,
            Location = UpTo(first),
        }), UpTo(first));
    }

    // InSchema belongs to the table before it.
    private (QualifiedName Child, QualifiedName Parent) KeyTables(List<Call> calls)
    {
        var split = calls.FindIndex(call => call.Name == "ToTable");
        var (before, after) = split < 0 ? (calls, []) : (calls.Take(split).ToList(), calls.Skip(split).ToList());
        return (Table(NameIn(before, "FromTable") ?? Missing("FromTable"), before), Table(NameIn(after, "ToTable") ?? Missing("ToTable"), after));
    }

    private void CreateConstraint(Call first, List<Call> rest)
    {
        Expect(rest, "OnTable", "WithSchema", "Column", "Columns", "Clustered", "NonClustered", "Online", "Include", "Filter");
        var table = Table(NameIn(rest, "OnTable") ?? Missing("OnTable"), rest, "WithSchema");
        var columns = NamesIn(rest, "Column", "Columns");
        var given = NameOrNull(first, 0);
        IndexConstraint constraint = first.Name == "PrimaryKey"
            ? new PrimaryKey(given ?? Conventions.PrimaryKey(table, columns), columns)
            : new UniqueConstraint(given ?? Conventions.Unique(table, columns), columns);
        Add(
            AddConstraint.Of(table, constraint with
            {
                Location = UpTo(first),
                Clustered = rest.FirstOrDefault(call => call.Name is "Clustered" or "NonClustered") is { } clustered ? clustered.Name == "Clustered" : null,
                Online = rest.Any(call => call.Name == "Online" && call.At(0)?.Value is not Literal { Of: false }),
                Include = NamesIn(rest, "Include"),
            }),
            UpTo(first));
    }

    private void DeleteForeignKey(Call first, List<Call> rest)
    {
        Expect(rest, "OnTable", "FromTable", "ForeignColumn", "ForeignColumns", "ToTable", "PrimaryColumn", "PrimaryColumns", "InSchema");
        if (NameOrNull(first, 0) is { } given)
        {
            Add(new DropConstraint(Table(NameIn(rest, "OnTable") ?? Missing("OnTable"), rest), given), UpTo(first));
            return;
        }

        var (child, parent) = KeyTables(rest);
        var columns = NamesIn(rest, "ForeignColumn", "ForeignColumns");
        Add(new DropConstraint(child, Conventions.ForeignKey(child, columns, parent, NamesIn(rest, "PrimaryColumn", "PrimaryColumns"))), UpTo(first));
    }

    private void DeleteConstraint(Call first, List<Call> rest)
    {
        Expect(rest, "FromTable", "InSchema", "Column", "Columns", "Online");
        var table = Table(NameIn(rest, "FromTable") ?? Missing("FromTable"), rest);
        var columns = NamesIn(rest, "Column", "Columns");
        var name = NameOrNull(first, 0) ?? (first.Name == "PrimaryKey" ? Conventions.PrimaryKey(table, columns) : Conventions.Unique(table, columns));
        Add(new DropConstraint(table, name), UpTo(first));
    }

    private void DeleteDefault(Call first, List<Call> rest)
    {
        Expect(rest, "OnTable", "InSchema", "OnColumn");
        var table = Table(NameIn(rest, "OnTable") ?? Missing("OnTable"), rest);
        Add(new DropDefault(table, NameIn(rest, "OnColumn") ?? Missing("OnColumn")), UpTo(first));
    }

    private void CreateSchema(Call first, List<Call> rest)
    {
        Expect(rest, "Authorization");
        Add(new CreateSchema(Name(first, 0) ?? ""), UpTo(first));
    }

    private void CreateSequence(Call first, List<Call> rest)
    {
        Expect(rest, "InSchema", "IncrementBy", "MinValue", "MaxValue", "StartWith", "Cache", "Cycle");
        var options = rest.Select(call => call.Name switch
        {
            "IncrementBy" => "INCREMENT BY " + call.At(0)?.Value,
            "MinValue" => "MINVALUE " + call.At(0)?.Value,
            "MaxValue" => "MAXVALUE " + call.At(0)?.Value,
            "StartWith" => "START WITH " + call.At(0)?.Value,
            "Cache" => "CACHE " + call.At(0)?.Value,
            "Cycle" => "CYCLE",
            _ => "",
        }).Where(option => option.Length > 0);
        Add(new CreateSequence(Table(Name(first, 0), rest), string.Join(" ", options)), UpTo(first));
    }

    private void DeleteObject(Call first, List<Call> rest)
    {
        Expect(rest, "InSchema");
        var kind = first.Name == "Schema" ? ObjectKind.Schema : ObjectKind.Sequence;
        Add(new DropObject(kind, Table(Name(first, 0), rest)), UpTo(first));
    }

    // No rule or plan needs a security label; it locks its object against other DDL only.
    private void ChangeSecurityLabel(Call first, List<Call> rest) => Add(new OtherStatement("SecLabelStmt", ""), Chain.Location);
}
