using System.Globalization;
using SafeMigrate.Postgres;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>Writes names and values of C# as SQL of one dialect.</summary>
internal sealed class SqlText(Dialect dialect)
{
    public string Quote(string name) =>
        dialect == Dialect.Postgres ? "\"" + name.Replace("\"", "\"\"") + "\"" : "[" + name.Replace("]", "]]") + "]";

    public string Quote(QualifiedName name) => name.Schema is null ? Quote(name.Name) : Quote(name.Schema) + "." + Quote(name.Name);

    /// <summary>A value as a literal or function call; null where it is not in the source.</summary>
    public string? Value(Value value) => value switch
    {
        Text text => String(text.Content),
        Literal literal => Constant(literal.Of),
        Symbol { Name: var name } when name.StartsWith("SystemMethods.", StringComparison.Ordinal) => SystemMethod(name.Substring("SystemMethods.".Length)),
        Symbol { IsEnumMember: true } symbol => String(symbol.Member),
        Construction { Name: "RawSql", Arguments: [Text sql] } => sql.Content,
        Construction { Name: "ExplicitUnicodeString" or "NonUnicodeString", Arguments: [Text text] } => String(text.Content),
        RunTimeValue { Name: var name } => RunTime(name),
        Items bytes when bytes.Values.All(each => each is Literal { Of: int and >= 0 and < 256 }) => Bytes(bytes),
        _ => null,
    };

    public Expression? Expression(Value value) => Value(value) is { } sql ? Read(sql) : null;

    /// <summary>An SQL expression with what is known about it.</summary>
    public Expression Read(string sql) => dialect == Dialect.Postgres ? PostgresReader.ReadExpression(sql) : new Expression(sql)
    {
        IsConstant = sql.Length > 0 && (sql[0] is '\'' or '-' || char.IsDigit(sql[0]) || sql.StartsWith("N'", StringComparison.Ordinal)),
        IsNull = sql.Equals("NULL", StringComparison.OrdinalIgnoreCase),
    };

    private string String(string text) => (dialect == Dialect.Postgres ? "'" : "N'") + text.Replace("'", "''") + "'";

    private string? Constant(object? value) => value switch
    {
        null => "NULL",
        bool flag => dialect == Dialect.Postgres ? flag ? "true" : "false" : flag ? "1" : "0",
        char character => String(character.ToString()),
        DateTime time => "'" + time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "'",
        Guid guid => "'" + guid + "'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private string Bytes(Items bytes)
    {
        var digits = string.Concat(bytes.Values.Select(each => Convert.ToInt32(((Literal)each).Of, CultureInfo.InvariantCulture).ToString("x2", CultureInfo.InvariantCulture)));
        return dialect == Dialect.Postgres ? "'\\x" + digits + "'" : "0x" + digits;
    }

    private string RunTime(string name) => (name, dialect) switch
    {
        ("Guid.NewGuid", Dialect.Postgres) => "gen_random_uuid()",
        ("Guid.NewGuid", _) => "NEWID()",
        ("DateTime.UtcNow", Dialect.Postgres) => "(now() at time zone 'UTC')",
        ("DateTime.UtcNow", _) => "GETUTCDATE()",
        (_, Dialect.Postgres) => "now()",
        _ => name.StartsWith("DateTimeOffset", StringComparison.Ordinal) ? "SYSDATETIMEOFFSET()" : "GETDATE()",
    };

    private string? SystemMethod(string name) => (name, dialect) switch
    {
        ("NewGuid", Dialect.Postgres) => "uuid_generate_v4()",
        ("NewGuid", _) => "NEWID()",
        ("NewSequentialId", Dialect.Postgres) => "uuid_generate_v1()",
        ("NewSequentialId", _) => "NEWSEQUENTIALID()",
        ("CurrentDateTime", Dialect.Postgres) => "now()",
        ("CurrentDateTime", _) => "GETDATE()",
        ("CurrentUTCDateTime", Dialect.Postgres) => "(now() at time zone 'UTC')",
        ("CurrentUTCDateTime", _) => "GETUTCDATE()",
        ("CurrentDateTimeOffset", Dialect.Postgres) => "current_timestamp",
        ("CurrentDateTimeOffset", _) => "SYSDATETIMEOFFSET()",
        ("CurrentUser", Dialect.Postgres) => "current_user",
        ("CurrentUser", _) => "CURRENT_USER",
        _ => null,
    };
}
