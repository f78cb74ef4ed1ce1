using SafeMigrate.Postgres;
using SafeMigrate.SqlServer;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.Tests.FluentMigrator;

/// <summary>
/// What the reader makes of a call is what FluentMigrator writes for it. The two files have, for each call, the SQL that the generators of version 8.0.1
/// wrote (<c>AddPostgres()</c> and <c>AddSqlServer()</c>), without the batches that look up the name of a default on SQL Server.
/// </summary>
public class GeneratedSqlTests
{
    public static TheoryData<string, string> Postgres => Facts("generated-postgres.txt");

    public static TheoryData<string, string> SqlServer => Facts("generated-sqlserver.txt");

    [Theory, MemberData(nameof(Postgres))]
    public void Reads_a_call_as_the_sql_that_is_written_for_it_on_PostgreSQL(string call, string sql)
    {
        var written = PostgresReader.Read(new SourceText("up.sql", sql.Replace("\"public\".", ""))).SelectMany(statement => statement.Operations);

        Assert.Equal(Bare(written), Bare(Fluent.Operations(call)));
    }

    [Theory, MemberData(nameof(SqlServer))]
    public void Reads_a_call_as_the_sql_that_is_written_for_it_on_SQL_Server(string call, string sql)
    {
        var written = TSqlReader.Read(new SourceText("up.sql", sql)).SelectMany(statement => statement.Operations);

        Assert.Equal(Bare(written), Bare(Fluent.Operations(call, Dialect.SqlServer)));
    }

    private static TheoryData<string, string> Facts(string file)
    {
        var data = new TheoryData<string, string>();
        foreach (var fact in File.ReadAllText($"tests/SafeMigrate.Tests/FluentMigrator/{file}").Split("\n\n"))
            data.Add(fact.Split('\n')[0], string.Join('\n', fact.Split('\n').Skip(1).Select(line => line.Trim())));
        return data;
    }

    // A value for existing rows is three statements: the column, an UPDATE of all rows, and NOT NULL.
    private static List<Operation> Bare(IEnumerable<Operation> operations)
    {
        var bare = operations.Select(Bare).ToList();
        if (bare is [AddColumn add, UpdateRows, .., SetNotNull] || bare is [AddColumn { Column.ExistingRows: not null }] && (add = (AddColumn)bare[0]) is not null)
            return [add with { Column = add.Column with { NotNull = true, ExistingRows = new Expression("5") } }];
        return [.. bare.Where((operation, i) => !(operation is DropDefault && i + 1 < bare.Count && bare[i + 1] is SetDefault))];
    }

    // What the SQL says in another way, or does not say: the schema that is meant anyway, WHERE 1 = 1, the table of an index.
    private static Operation Bare(Operation operation) => operation switch
    {
        UpdateRows update => update with { Sql = Bare(update.Sql), Reads = [], Table = Bare(update.Table), Where = update.Where?.Sql == "1 = 1" ? null : update.Where, Columns = [.. update.Columns.Order()] },
        DeleteRows delete => delete with { Sql = Bare(delete.Sql), Reads = [], Table = Bare(delete.Table), Where = delete.Where?.Sql == "1 = 1" ? null : delete.Where },
        InsertRows insert => insert with { Sql = Bare(insert.Sql), Reads = [], Table = Bare(insert.Table) },
        DropIndex drop => drop with { Table = null, Index = drop.Index with { Schema = null } },
        CreateIndex create => create with { Table = Bare(create.Table), Index = create.Index with { Table = Bare(create.Table), Method = create.Index.Method } },
        CreateSequence create => new OtherStatement("", $"CREATE SEQUENCE [{create.Sequence.Schema}].[{create.Sequence.Name}] {create.Options.Replace(" CACHE 1", "")}"),
        OtherStatement other => other with { Kind = "", Sql = Bare(other.Sql), Relations = [] },
        CreateSchema create => new OtherStatement("", $"CREATE SCHEMA [{create.Schema}]"),
        DropObject drop => new OtherStatement("", $"DROP {drop.Kind.ToString().ToUpperInvariant()} [{drop.Object}]"),
        TransferObject transfer => new MoveTable(Bare(transfer.Object), transfer.NewSchema),
        SetDefault set => set with { Table = Bare(set.Table), Default = new Expression(set.Default.Sql.TrimStart('(').TrimEnd(')')) },
        DropNotNull drop => drop with { Table = Bare(drop.Table), Implied = false },
        DropTable drop => drop with { Table = Bare(drop.Table), IfExists = false },
        AddForeignKey add => AddConstraint.Of(Bare(add.Table), add.ForeignKey with { ReferencedTable = Bare(add.ForeignKey.ReferencedTable) }),
        AddConstraint add => AddConstraint.Of(Bare(add.Table), add.Constraint),
        TableOperation table => table with { Table = Bare(table.Table) },
        _ => operation,
    };

    private static QualifiedName Bare(QualifiedName name) => name.Schema is "dbo" or "public" ? name with { Schema = null } : name;

    private static string Bare(string sql) => sql.Replace("[dbo].", "").Replace(" WHERE 1 = 1", "").Replace(" NO CACHE", "").Replace(", ", ",");
}
