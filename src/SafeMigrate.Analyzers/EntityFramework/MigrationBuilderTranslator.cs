using SafeMigrate.Analyzers.CSharp;
using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Analyzers.EntityFramework;

/// <summary>Turns one call on EF Core's <c>MigrationBuilder</c> into the operations of the SQL that the provider writes for it.</summary>
internal sealed partial class MigrationBuilderTranslator(Chain chain, Dialect dialect, Interpreter interpreter, Scripts scripts) : Translator(chain, dialect, scripts)
{
    private Call First => Chain.Calls[0];

    // The method's name is the place: its arguments go over many lines.
    private Location Place => Chain.To(new Location(First.Location.Source, new TextSpan(First.Location.Span.Start, Math.Min(First.Name.Length, First.Location.Span.Length))));

    protected override void Read()
    {
        switch (First.Name)
        {
            case "CreateTable": CreateTable(); break;
            case "DropTable": Add(new DropTable(Named(0, 1))); break;
            case "RenameTable": RenameTable(); break;
            case "AlterTable": Add(new OtherStatement("AlterTableStmt", "") { Relations = [Named(0, 1)] }); break;
            case "AddColumn": AddColumn(); break;
            case "AlterColumn": AlterColumn(); break;
            case "DropColumn": Add(new DropColumn(Table(1, 2), Name(0, "name"))); break;
            case "RenameColumn": Add(new RenameColumn(Table(1, 3), Name(0, "name"), Name(2, "newName"))); break;
            case "CreateIndex": CreateIndex(); break;
            case "DropIndex": DropIndex(); break;
            case "RenameIndex": RenameIndex(); break;
            case "AddForeignKey": AddForeignKey(); break;
            case "AddPrimaryKey": Add(new AddPrimaryKey(Table(1, 3), new PrimaryKey(Name(0, "name"), Columns(First, 2)) { Location = Place, Clustered = IsClustered })); break;
            case "AddUniqueConstraint": Add(new AddUnique(Table(1, 3), new UniqueConstraint(Name(0, "name"), Columns(First, 2)) { Location = Place, Clustered = IsClustered })); break;
            case "AddCheckConstraint" or "CreateCheckConstraint": AddCheck(); break;
            case "DropForeignKey" or "DropPrimaryKey" or "DropUniqueConstraint" or "DropCheckConstraint":
                Add(new DropConstraint(Table(1, 2), Name(0, "name")));
                break;
            case "EnsureSchema": Add(new CreateSchema(Schema(First, 0, "name") ?? Name(0, "name")) { IfNotExists = true }); break;
            case "DropSchema": Add(new DropObject(ObjectKind.Schema, Schema(First, 0, "name") ?? Name(0, "name"))); break;
            case "AlterDatabase": AlterDatabase(); break;
            case "CreateSequence" or "AlterSequence" or "RestartSequence": ChangeSequence(); break;
            case "DropSequence": Add(new DropObject(ObjectKind.Sequence, Named(0, 1))); break;
            case "RenameSequence": RenameSequence(); break;
            case "InsertData": InsertData(); break;
            case "UpdateData": UpdateData(); break;
            case "DeleteData": DeleteData(); break;
            case "Sql": AddSql(First.At(0, "sql"), First.Location); break;
            default:
                Fail(First.Location, $"{First.Name} is not a call of MigrationBuilder that SafeMigrate knows; write it as Sql to have it checked");
                break;
        }
    }

    protected override Statement Complete(Statement statement) => statement with
    {
        OutsideTransaction = First.Name == "Sql" ? First.At(1, "suppressTransaction")?.Value is Literal { Of: true } : IsConcurrent,
    };

    private bool IsConcurrent => Dialect == Dialect.Postgres && Annotation("Npgsql:CreatedConcurrently")?.Value is Literal { Of: true };

    private new void Add(Operation operation) => Add(operation, Place);

    private string Name(int index, string name) => base.Name(First, index, name) ?? "";

    private string? Optional(Call call, int index, string name) => NameOrNull(call, index, name);

    private QualifiedName Table(int index, int schema) => new(Schema(First, schema, "schema"), Name(index, "table"));

    private QualifiedName Named(int index, int schema) => new(Schema(First, schema, "schema"), Name(index, "name"));

    /// <summary>One name or an array: <c>column:</c> or <c>columns:</c>.</summary>
    private ValueList<string> Columns(Call call, int index, string name = "column")
    {
        var argument = call.At(-1, name) ?? call.At(-1, name + "s") ?? call.At(index);
        if (argument is not null)
            return [.. Names(argument, call)];
        Fail(call.Location, $"{call.Name} has no {name} here; SafeMigrate needs a name");
        return [];
    }

    private Argument? Annotation(string name) => AnnotationOf(Chain, "Annotation", name);

    private static Argument? AnnotationOf(Chain chain, string call, string name) => chain.Calls
        .FirstOrDefault(each => each.Name == call && (each.At(0, "name")?.Value as Text)?.Content == name)?.At(1, "value");

    private static bool Flag(Call call, int index, string name) => call.At(index, name)?.Value is Literal { Of: true };
}
