using SafeMigrate.Analyzers.CSharp;
using Index = SafeMigrate.Operations.Index;

namespace SafeMigrate.Analyzers.EntityFramework;

internal sealed partial class MigrationBuilderTranslator
{
    private void CreateIndex()
    {
        var table = Table(1, 3);
        var keys = Columns(First, 2).Select((name, i) => new IndexColumn(name)
        {
            Descending = IsDescending(i),
            OperatorClass = Item("Npgsql:IndexOperators", i),
            NullsFirst = Item("Npgsql:IndexNullSortOrder", i) switch { "NullsFirst" => true, "NullsLast" => false, _ => null },
        });
        var filter = Optional(First, 5, "filter");
        var index = new Index(Name(0, "name"), table, [.. keys])
        {
            Unique = Flag(First, 4, "unique"),
            Where = filter is null ? null : Sql.Read(filter),
            Method = (Annotation("Npgsql:IndexMethod")?.Value as Text)?.Content,
            Include = Annotation(Dialect == Dialect.Postgres ? "Npgsql:IndexInclude" : "SqlServer:Include") is { } include ? [.. Names(include, First)] : [],
            NullsNotDistinct = Annotation("Npgsql:NullsDistinct")?.Value is Literal { Of: false },
            Clustered = IsClustered == true,
        };
        Add(new CreateIndex(index) { Concurrently = IsConcurrent || Annotation("SqlServer:Online")?.Value is Literal { Of: true } });
    }

    // SQL Server: a primary key is clustered unless it says otherwise.
    private bool? IsClustered => Annotation("SqlServer:Clustered")?.Value is Literal { Of: bool clustered } ? clustered : null;

    // An empty array means all columns.
    private bool IsDescending(int column) => First.At(6, "descending")?.Value switch
    {
        Items items => items.Values.Count == 0 || (column < items.Values.Count && items.Values[column] is Literal { Of: true }),
        _ => Item("Npgsql:IndexSortOrder", column) == "Descending",
    };

    private string? Item(string annotation, int index) => (Annotation(annotation)?.Value as Items)?.Values.ElementAtOrDefault(index) switch
    {
        Text text => text.Content,
        Symbol symbol => symbol.Member,
        _ => null,
    };

    private void DropIndex()
    {
        var table = Optional(First, 1, "table") is { } name ? new QualifiedName(Schema(First, 2, "schema"), name) : null;
        Add(new DropIndex(new QualifiedName(Schema(First, 2, "schema"), Name(0, "name"))) { Table = table });
    }

    private void RenameIndex() => Add(new RenameIndex(new QualifiedName(Schema(First, 3, "schema"), Name(0, "name")), Name(1, "newName")));

    private void AddForeignKey()
    {
        var key = ForeignKeyOf(First, Name(0, "name"), Columns(First, 2), principalTable: 3, principalColumn: 6, principalSchema: 5, onUpdate: 7);
        Add(new AddForeignKey(Table(1, 4), key with { Location = Place }));
    }

    private ForeignKey ForeignKeyOf(Call call, string name, ValueList<string> columns, int principalTable, int principalColumn, int principalSchema, int onUpdate)
    {
        var parent = new QualifiedName(Schema(call, principalSchema, "principalSchema"), base.Name(call, principalTable, "principalTable") ?? "");
        var hasColumns = (call.At(-1, "principalColumn") ?? call.At(-1, "principalColumns") ?? call.At(principalColumn)) is not (null or { Value: Literal { Of: null } });
        return new ForeignKey(name, columns, parent, hasColumns ? Columns(call, principalColumn, "principalColumn") : [])
        {
            OnUpdate = Action(call.At(onUpdate, "onUpdate")),
            OnDelete = Action(call.At(onUpdate + 1, "onDelete")),
            Location = call.Location,
        };
    }

    private static string? Action(Argument? argument) => (argument?.Value as Symbol)?.Member switch
    {
        "Cascade" => "CASCADE",
        "SetNull" => "SET NULL",
        "SetDefault" => "SET DEFAULT",
        "Restrict" => "RESTRICT",
        _ => null, // NoAction is the server's default and is not written.
    };

    private void AddCheck()
    {
        var sql = base.Name(First, 2, "sql") ?? "";
        Add(new AddCheck(Table(1, 3), new CheckConstraint(Name(0, "name"), Sql.Read(sql)) { Location = Place }));
    }
}
