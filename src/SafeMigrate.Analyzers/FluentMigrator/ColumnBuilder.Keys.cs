using SafeMigrate.Analyzers.CSharp;
using Index = SafeMigrate.Operations.Index;

namespace SafeMigrate.Analyzers.FluentMigrator;

internal sealed partial class ColumnBuilder
{
    private Identity? identity;
    private KeyActions? lastKey;
    private Func<QualifiedName, Operation>? alterIdentity;

    /// <summary>What altering the column does to its identity, or null.</summary>
    public Operation? IdentityChange(QualifiedName table) => alterIdentity?.Invoke(table);

    private bool ApplyIdentity(Call call)
    {
        switch (call.Name)
        {
            case "Identity" or "AddIdentity" or "SetIdentity":
                var always = !call.Arguments.Any(argument => argument.Value is Symbol { Member: "ByDefault" });
                identity = new Identity(always, translator.Dialect == Dialect.SqlServer ? $"IDENTITY({Number(call, 0)},{Number(call, 1)})" : "");
                alterIdentity = table => call.Name == "SetIdentity"
                    ? new ChangeIdentity(table, name, "") { Always = always }
                    : new AddIdentity(table, name, identity);
                return true;
            case "DropIdentity":
                alterIdentity = table => new DropIdentity(table, name) { IfExists = call.At(0, "ifExists")?.Value is Literal { Of: true } };
                return true;
            default:
                return false;
        }
    }

    // The seed and the increment, which are 1 where nothing is said.
    private static string Number(Call call, int position) => call.At(position)?.Value is Literal { Of: int or long } number ? $"{number.Of}" : "1";

    private bool ApplyKey(Call call)
    {
        switch (call.Name)
        {
            case "Indexed" or "Unique":
                AddIndex(call);
                return true;
            case "ForeignKey" when call.Arguments.Count == 0:
                return true; // Only marks the column; no constraint is written.
            case "ForeignKey" when call.Arguments.Count is 2 or 3 or 4:
                AddKey(call, reversed: false);
                return true;
            case "ReferencedBy" when call.Arguments.Count is 2 or 3 or 4:
                AddKey(call, reversed: true);
                return true;
            case "OnDelete" or "OnUpdate" or "OnDeleteOrUpdate" when lastKey is not null:
                lastKey.Apply(call, translator);
                return true;
            default:
                return false;
        }
    }

    private void AddIndex(Call call)
    {
        var given = call.Arguments.Count > 0 && call.Arguments[0].Value is not Literal { Of: null } ? translator.Name(call, 0) : null;
        var unique = call.Name == "Unique";
        followers.Add(table => new CreateIndex(new Index(given ?? Conventions.Index(table, [name]), table, [new IndexColumn(name)]) { Unique = unique })
        {
            Location = call.Location,
        });
    }

    // (table, column), (name, table, column) or (name, schema, table, column)
    private void AddKey(Call call, bool reversed)
    {
        var names = call.Arguments.Select((_, i) => translator.NameOrNull(call, i)).ToList();
        var count = names.Count;
        var given = count > 2 ? names[0] : null;
        var other = new QualifiedName(count > 3 ? names[1] : null, names[count - 2] ?? "");
        var column = names[count - 1] ?? "";
        var actions = lastKey = new KeyActions();
        followers.Add(table =>
        {
            var (child, childColumn, parent, parentColumn) = reversed ? (other, column, table, name) : (table, name, other, column);
            var key = new ForeignKey(given ?? Conventions.ForeignKey(child, [childColumn], parent, [parentColumn]), [childColumn], parent, [parentColumn])
            {
                OnDelete = actions.OnDelete,
                OnUpdate = actions.OnUpdate,
                Location = call.Location,
            };
            return new AddForeignKey(child, key) { Location = call.Location };
        });
    }
}
