using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.EntityFramework;

internal sealed partial class MigrationBuilderTranslator
{
    private void AddColumn()
    {
        var table = Table(1, 6);
        if (ColumnOf(Chain, First, Name(0, "name"), positionOfType: 2) is { } column)
            Add(new AddColumn(table, column));
    }

    private Column? ColumnOf(Chain chain, Call call, string name, int positionOfType)
    {
        var type = call.At(positionOfType, "type")?.Value is Text written ? FluentMigrator.TypeMap.Custom(written.Content, Dialect) : ClrTypes.Of(call, Dialect);
        if (type is null)
        {
            Fail(call.Location, $"The type of {name} ({call.TypeArgument}) is not in the source; give it as type: \"...\"");
            return null;
        }

        return new Column(name, IsSerial(chain) ? Serial(type) : type)
        {
            NotNull = !Flag(call, positionOfType == 0 ? 5 : 7, "nullable"),
            Default = DefaultOf(call, name, ""),
            Identity = IdentityOf(chain, "Annotation"),
            Generated = base.NameOrNull(call, -1, "computedColumnSql") is { } sql ? new Generated(Sql.Read(sql), Flag(call, -1, "stored")) : null,
            Collation = Optional(call, -1, "collation") is { } collation ? collation : (QualifiedName?)null,
            Comment = Optional(call, -1, "comment"),
        };
    }

    private Expression? DefaultOf(Call call, string name, string prefix)
    {
        if (call.At(-1, Prefixed(prefix, "defaultValueSql")) is { Value: Text sql })
            return Sql.Read(sql.Content);
        var value = call.At(-1, Prefixed(prefix, "defaultValue"));
        return value is null or { Value: Literal { Of: null } } ? null : Default(value, $"The default of {name}");
    }

    private static string Prefixed(string prefix, string name) => prefix.Length == 0 ? name : prefix + char.ToUpperInvariant(name[0]) + name.Substring(1);

    private static bool IsSerial(Chain chain) =>
        AnnotationOf(chain, "Annotation", "Npgsql:ValueGenerationStrategy")?.Value is Symbol { Member: "SerialColumn" };

    private static DataType Serial(DataType type) => type.Name switch
    {
        "integer" => new("serial"),
        "bigint" => new("bigserial"),
        "smallint" => new("smallserial"),
        _ => type,
    };

    private static Identity? IdentityOf(Chain chain, string annotation)
    {
        if (AnnotationOf(chain, annotation, "SqlServer:Identity")?.Value is Text seed)
            return new Identity(true, $"IDENTITY({seed.Content.Replace(" ", "")})");
        return (AnnotationOf(chain, annotation, "Npgsql:ValueGenerationStrategy")?.Value as Symbol)?.Member switch
        {
            "IdentityByDefaultColumn" => new Identity(false, ""),
            "IdentityAlwaysColumn" => new Identity(true, ""),
            _ => null,
        };
    }

    // What did not change is not written, so that the operations are those of the provider's SQL.
    private void AlterColumn()
    {
        var (table, column) = (Table(1, 6), Name(0, "name"));
        var type = First.At(2, "type")?.Value is Text written ? FluentMigrator.TypeMap.Custom(written.Content, Dialect) : ClrTypes.Of(First, Dialect);
        if (type is null)
            Fail(First.Location, $"The type of {column} ({First.TypeArgument}) is not in the source; give it as type: \"...\"");
        var changes = TypeChange(table, column, type).Concat(NullabilityChanges(table, column)).Concat(DefaultChanges(table, column)).Concat(IdentityChanges(table, column)).ToList();
        foreach (var change in changes)
            Add(change);
        if (changes.Count == 0)
            Add(new OtherStatement("AlterTableStmt", "") { Relations = [table] });
    }

    private IEnumerable<Operation> TypeChange(QualifiedName table, string column, DataType? type)
    {
        var collation = Optional(First, -1, "collation");
        var old = ClrTypes.Of(First, Dialect, "old");
        if (type is null || (type.Equals(old) && collation == Optional(First, -1, "oldCollation")))
            yield break;
        yield return new ChangeColumnType(table, column, type)
        {
            Collation = collation is null ? (QualifiedName?)null : collation,
            Before = old is null ? null : new Column(column, old) { NotNull = !Flag(First, -1, "oldNullable"), Default = DefaultOf(First, column, "old") },
        };
    }

    // With a default, rows that are NULL are given it first: UPDATE t SET c = default WHERE c IS NULL.
    private IEnumerable<Operation> NullabilityChanges(QualifiedName table, string column)
    {
        var (nullable, wasNullable) = (Flag(First, 7, "nullable"), Flag(First, -1, "oldNullable"));
        if (nullable == wasNullable)
            yield break;
        if (nullable)
        {
            yield return new DropNotNull(table, column);
            yield break;
        }

        if (DefaultOf(First, column, "") is { } value)
        {
            var where = Sql.Read(Sql.Quote(column) + " IS NULL");
            yield return new UpdateRows(table, $"UPDATE {Sql.Quote(table)} SET {Sql.Quote(column)} = {value.Sql} WHERE {where.Sql}") { Targets = [column], Columns = [column], Where = where };
        }

        yield return new SetNotNull(table, column);
    }

    private IEnumerable<Operation> DefaultChanges(QualifiedName table, string column)
    {
        var (now, before) = (DefaultOf(First, column, ""), DefaultOf(First, column, "old"));
        if (now is not null && now != before)
            yield return new SetDefault(table, column, now);
        else if (now is null && before is not null)
            yield return new DropDefault(table, column);
    }

    private IEnumerable<Operation> IdentityChanges(QualifiedName table, string column)
    {
        var (now, before) = (IdentityOf(Chain, "Annotation"), IdentityOf(Chain, "OldAnnotation"));
        if (now is not null && before is null)
            yield return new AddIdentity(table, column, now);
        else if (now is null && before is not null)
            yield return new DropIdentity(table, column);
        else if (now is not null && now != before)
            yield return new ChangeIdentity(table, column, now.Options) { Always = now.Always };
    }
}
