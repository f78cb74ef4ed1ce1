using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>Gathers the calls that define one column: from <c>AsInt32()</c> to the next column.</summary>
internal sealed partial class ColumnBuilder(ChainTranslator translator, string name, Location location)
{
    private readonly List<Func<QualifiedName, Operation>> followers = [];
    private DataType? type;
    private string? comment;
    private QualifiedName? collation;
    private Generated? generated;
    private Expression? defaultValue;
    private Expression? existingRows;
    private bool? nullable;

    public string Name => name;

    public Location Location => location;

    public DataType? Type => type;

    public QualifiedName? Collation => collation;

    public bool? Nullable => nullable;

    public Expression? Default => defaultValue;

    public Location? DefaultLocation { get; private set; }

    public bool IsPrimaryKey { get; private set; }

    public string? PrimaryKeyName { get; private set; }

    public Location? PrimaryKeyLocation { get; private set; }

    /// <summary>What the column brings along: indexes and foreign keys, which are statements of their own.</summary>
    public IEnumerable<Operation> Followers(QualifiedName table) => followers.Select(make => make(table));

    /// <summary>Takes a call in; false for one that is not about a column.</summary>
    public bool Apply(Call call)
    {
        if (call.Name.StartsWith("As", StringComparison.Ordinal) && ApplyType(call))
            return true;
        switch (call.Name)
        {
            case "Nullable":
                nullable = true;
                return true;
            case "NotNullable":
                nullable = false;
                return true;
            case "PrimaryKey":
                (IsPrimaryKey, PrimaryKeyLocation) = (true, call.Location);
                PrimaryKeyName = call.Arguments.Count > 0 ? translator.Name(call, 0) : PrimaryKeyName;
                return true;
            case "WithDefault" or "WithDefaultValue":
                (defaultValue, DefaultLocation) = (translator.Default(call.At(0), $"The default of {name}"), call.Location);
                return true;
            case "SetExistingRowsTo":
                existingRows = translator.Default(call.At(0), $"The value of {name} for existing rows");
                return true;
            case "WithColumnDescription":
                comment = (call.At(0)?.Value as Text)?.Content;
                return true;
            case "Computed":
                generated = translator.Text(call, 0) is { } sql ? new Generated(translator.Sql.Read(sql), Stored(call)) : null;
                return true;
            case "WithColumnAdditionalDescription" or "WithColumnAdditionalDescriptions" or "Sparse" or "RowGuid":
                return true;
            default:
                return ApplyIdentity(call) || ApplyKey(call);
        }
    }

    /// <summary>The column as CREATE TABLE or ADD COLUMN defines it.</summary>
    /// <param name="table">Its table, after which SQL Server's defaults are called.</param>
    public Column? ToColumn(QualifiedName table)
    {
        if (type is null)
        {
            translator.Fail(location, $"Column {name} has no type that SafeMigrate can read from the source");
            return null;
        }

        // Without Nullable() FluentMigrator writes NOT NULL; existing rows that get a value make it nullable first.
        return new Column(name, type)
        {
            NotNull = nullable is null ? existingRows is null : !nullable.Value,
            Default = defaultValue,
            DefaultName = defaultValue is null ? null : DefaultName(table),
            Identity = identity,
            Generated = generated,
            Collation = collation,
            Comment = comment,
            ExistingRows = existingRows,
        };
    }

    /// <summary>What FluentMigrator calls the default; PostgreSQL's have no name.</summary>
    public string? DefaultName(QualifiedName table) => translator.Dialect == Dialect.SqlServer ? $"DF_{table.Name}_{name}" : null;

    private bool ApplyType(Call call)
    {
        if (call.Name == "AsCustom" && translator.Text(call, 0) is null)
            return true;
        if (TypeMap.Of(call, translator.Dialect) is not { } read)
            return false;
        type = read;
        if (call.Arguments.LastOrDefault()?.Value is Text text && call.Name != "AsCustom")
            collation = text.Content;
        return true;
    }

    // PostgreSQL before 18 has stored columns only, and FluentMigrator writes STORED whatever the argument.
    private bool Stored(Call call) => translator.Dialect == Dialect.Postgres || call.At(1, "stored")?.Value is Literal { Of: true };
}
