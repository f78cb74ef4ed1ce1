using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using SafeMigrate.Analyzers.EntityFramework;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;
using SafeMigrate.SqlServer;
using SafeMigrate.Tests.Assemblies;
using SafeMigrate.Tests.Tool;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Loading.Assemblies;

namespace SafeMigrate.Tests.EntityFramework;

/// <summary>What the readers make of a call is what EF Core's own generators write for it.</summary>
public sealed partial class EntityFrameworkGeneratorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Calls =>
    [
        """migrationBuilder.AddColumn<string>(name: "note", table: "orders", type: "text", nullable: true);""",
        """migrationBuilder.AddColumn<int>(name: "total", table: "orders", schema: "sales", type: "integer", nullable: false, defaultValue: 5);""",
        """migrationBuilder.AddColumn<string>(name: "code", table: "orders", type: "character varying(12)", maxLength: 12, nullable: false, defaultValue: "");""",
        """migrationBuilder.AddColumn<System.DateTime>(name: "at", table: "orders", type: "timestamp with time zone", nullable: false, defaultValueSql: "now()");""",
        """migrationBuilder.DropColumn(name: "total", table: "orders");""",
        """migrationBuilder.RenameColumn(name: "total", table: "orders", newName: "amount");""",
        """migrationBuilder.AlterColumn<long>(name: "total", table: "orders", type: "bigint", nullable: false, oldClrType: typeof(int), oldType: "integer");""",
        """migrationBuilder.AlterColumn<string>(name: "note", table: "orders", type: "text", nullable: true, oldClrType: typeof(string), oldType: "text");""",
        """migrationBuilder.AlterColumn<string>(name: "note", table: "orders", type: "text", nullable: false, defaultValue: "", oldClrType: typeof(string), oldType: "text", oldNullable: true);""",
        """migrationBuilder.DropTable(name: "orders", schema: "sales");""",
        """migrationBuilder.RenameTable(name: "orders", newName: "purchases");""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", column: "total");""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", columns: new[] { "a", "b" }, unique: true, filter: "a > 0");""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", columns: new[] { "a", "b" }, descending: new[] { false, true });""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", column: "a").Annotation("Npgsql:CreatedConcurrently", true);""",
        """migrationBuilder.DropIndex(name: "ix", table: "orders");""",
        """migrationBuilder.RenameIndex(name: "ix", table: "orders", newName: "iy");""",
        """migrationBuilder.AddForeignKey(name: "fk", table: "orders", column: "c", principalTable: "customers", principalColumn: "id", onDelete: ReferentialAction.Cascade);""",
        """migrationBuilder.DropForeignKey(name: "fk", table: "orders");""",
        """migrationBuilder.AddPrimaryKey(name: "pk", table: "orders", column: "id");""",
        """migrationBuilder.DropPrimaryKey(name: "pk", table: "orders");""",
        """migrationBuilder.AddUniqueConstraint(name: "uq", table: "orders", columns: new[] { "a", "b" });""",
        """migrationBuilder.AddCheckConstraint(name: "ck", table: "orders", sql: "total >= 0");""",
        """migrationBuilder.EnsureSchema(name: "sales");""",
        """migrationBuilder.DropSequence(name: "numbers");""",
        """migrationBuilder.InsertData(table: "orders", columns: new[] { "id", "note" }, columnTypes: new[] { "integer", "text" }, values: new object[] { 1, "it's" });""",
        """
        migrationBuilder.UpdateData(table: "orders", keyColumns: new[] { "id" }, keyColumnTypes: new[] { "integer" }, keyValues: new object[] { 1 },
            columns: new[] { "note" }, columnTypes: new[] { "text" }, values: new object[] { "x" });
        """,
        """migrationBuilder.DeleteData(table: "orders", keyColumns: new[] { "id" }, keyColumnTypes: new[] { "integer" }, keyValues: new object[] { 1 });""",
        """migrationBuilder.Sql("ALTER TABLE orders ADD COLUMN x int");""",
        """
        migrationBuilder.CreateTable(name: "orders", columns: table => new
        {
            id = table.Column<int>(type: "integer", nullable: false).Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
            customer = table.Column<int>(type: "integer", nullable: false),
            note = table.Column<string>(type: "text", nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_orders", x => x.id);
            table.UniqueConstraint("AK_orders", x => new { x.customer, x.note });
            table.ForeignKey(name: "FK_orders", column: x => x.customer, principalTable: "customers", principalColumn: "id", onDelete: ReferentialAction.Cascade);
            table.CheckConstraint("CK_orders", "customer > 0");
        });
        """,
        """migrationBuilder.AddColumn<int>(name: "twice", table: "orders", type: "integer", nullable: false, computedColumnSql: "total * 2", stored: true);""",
        """migrationBuilder.AddColumn<string>(name: "note", table: "orders", type: "text", nullable: true, collation: "C");""",
        """migrationBuilder.AlterColumn<int>(name: "total", table: "orders", type: "integer", nullable: false, defaultValue: 7, oldClrType: typeof(int), oldType: "integer");""",
        """migrationBuilder.AlterColumn<int>(name: "total", table: "orders", type: "integer", nullable: false, oldClrType: typeof(int), oldType: "integer", oldDefaultValue: 7);""",
        """migrationBuilder.DropColumn(name: "total", schema: "sales", table: "orders");""",
        """migrationBuilder.RenameTable(name: "orders", schema: "sales", newName: "orders", newSchema: "archive");""",
        """migrationBuilder.DropIndex(name: "ix", schema: "sales", table: "orders");""",
        """migrationBuilder.AddForeignKey(name: "fk", table: "orders", columns: new[] { "a", "b" }, principalTable: "parents", principalSchema: "sales", principalColumns: new[] { "x", "y" }, onUpdate: ReferentialAction.Restrict, onDelete: ReferentialAction.SetNull);""",
        """migrationBuilder.AddPrimaryKey(name: "pk", schema: "sales", table: "orders", columns: new[] { "a", "b" });""",
        """migrationBuilder.AddUniqueConstraint(name: "uq", table: "orders", column: "a");""",
        """migrationBuilder.DropUniqueConstraint(name: "uq", table: "orders");""",
        """migrationBuilder.DropCheckConstraint(name: "ck", table: "orders");""",
        """migrationBuilder.DropSchema(name: "sales");""",
        """migrationBuilder.CreateSequence<int>(name: "numbers", schema: "sales", startValue: 5L, incrementBy: 2, minValue: 1L, maxValue: 100L, cyclic: true);""",
        """migrationBuilder.CreateSequence(name: "numbers");""",
        """migrationBuilder.AlterSequence(name: "numbers", incrementBy: 5, oldIncrementBy: 1);""",
        """migrationBuilder.RenameSequence(name: "numbers", newName: "counts");""",
        """migrationBuilder.AlterTable(name: "orders", comment: "who bought what");""",
        """migrationBuilder.AlterDatabase().Annotation("Npgsql:PostgresExtension:citext", ",,");""",
        """migrationBuilder.InsertData(table: "orders", schema: "sales", columns: new[] { "id", "paid" }, columnTypes: new[] { "integer", "boolean" }, values: new object[,] { { 1, true }, { 2, false } });""",
        """migrationBuilder.DeleteData(table: "orders", keyColumns: new[] { "a", "b" }, keyColumnTypes: new[] { "integer", "text" }, keyValues: new object[] { 1, "x" });""",
        """migrationBuilder.Sql("VACUUM orders", suppressTransaction: true);""",
    ];

    public static TheoryData<string> SqlServerCalls =>
    [
        """migrationBuilder.AddColumn<string>(name: "note", table: "orders", type: "nvarchar(max)", nullable: true);""",
        """migrationBuilder.AddColumn<int>(name: "total", table: "orders", schema: "sales", type: "int", nullable: false, defaultValue: 5);""",
        """migrationBuilder.AddColumn<System.DateTime>(name: "at", table: "orders", type: "datetime2", nullable: false, defaultValueSql: "GETUTCDATE()");""",
        """migrationBuilder.DropColumn(name: "total", table: "orders");""",
        """migrationBuilder.RenameColumn(name: "total", table: "orders", newName: "amount");""",
        """migrationBuilder.AlterColumn<long>(name: "total", table: "orders", type: "bigint", nullable: false, oldClrType: typeof(int), oldType: "int");""",
        """migrationBuilder.AlterColumn<string>(name: "note", table: "orders", type: "nvarchar(50)", nullable: true, oldClrType: typeof(string), oldType: "nvarchar(20)", oldNullable: true);""",
        """migrationBuilder.DropTable(name: "orders", schema: "sales");""",
        """migrationBuilder.RenameTable(name: "orders", newName: "purchases");""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", column: "total");""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", columns: new[] { "a", "b" }, unique: true, filter: "[a] > 0");""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", columns: new[] { "a", "b" }, descending: new[] { false, true });""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", column: "a").Annotation("SqlServer:Online", true);""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", column: "a").Annotation("SqlServer:Include", new[] { "b" });""",
        """migrationBuilder.CreateIndex(name: "ix", table: "orders", column: "a").Annotation("SqlServer:Clustered", true);""",
        """migrationBuilder.DropIndex(name: "ix", table: "orders");""",
        """migrationBuilder.AddForeignKey(name: "fk", table: "orders", column: "c", principalTable: "customers", principalColumn: "id", onDelete: ReferentialAction.Cascade);""",
        """migrationBuilder.DropForeignKey(name: "fk", table: "orders");""",
        """migrationBuilder.AddPrimaryKey(name: "pk", table: "orders", column: "id");""",
        """migrationBuilder.AddPrimaryKey(name: "pk", table: "orders", column: "id").Annotation("SqlServer:Clustered", false);""",
        """migrationBuilder.DropPrimaryKey(name: "pk", table: "orders");""",
        """migrationBuilder.AddUniqueConstraint(name: "uq", table: "orders", columns: new[] { "a", "b" });""",
        """migrationBuilder.AddCheckConstraint(name: "ck", table: "orders", sql: "[total] >= 0");""",
        """migrationBuilder.DropCheckConstraint(name: "ck", table: "orders");""",
        """migrationBuilder.UpdateData(table: "orders", keyColumns: new[] { "id" }, keyColumnTypes: new[] { "int" }, keyValues: new object[] { 1 }, columns: new[] { "note" }, columnTypes: new[] { "nvarchar(max)" }, values: new object[] { "x" });""",
        """migrationBuilder.DeleteData(table: "orders", keyColumns: new[] { "id" }, keyColumnTypes: new[] { "int" }, keyValues: new object[] { 1 });""",
        """migrationBuilder.Sql("ALTER TABLE orders ADD x int");""",
        """
        migrationBuilder.CreateTable(name: "orders", columns: table => new
        {
            id = table.Column<int>(type: "int", nullable: false).Annotation("SqlServer:Identity", "1, 1"),
            customer = table.Column<int>(type: "int", nullable: false),
            note = table.Column<string>(type: "nvarchar(20)", nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_orders", x => x.id);
            table.ForeignKey(name: "FK_orders", column: x => x.customer, principalTable: "customers", principalColumn: "id", onDelete: ReferentialAction.Cascade);
            table.CheckConstraint("CK_orders", "[customer] > 0");
        });
        """,
    ];

    [Theory, MemberData(nameof(SqlServerCalls))]
    public void Reads_a_call_as_the_sql_that_is_written_for_it_on_SQL_Server(string call)
    {
        var code = Code(call);
        var path = BuiltAssembly.Emit(folder, "Shop", code);
        var written = Generated(path, builder => builder.UseSqlServer("Server=none"), "Microsoft.EntityFrameworkCore.SqlServer")
            .SelectMany(sql => TSqlReader.Read(new SourceText("up.sql", LookedUp().Replace(sql, "")))).SelectMany(statement => statement.Operations);

        Assert.Equal(Changes(written), Changes(Assert.Single(EntityFrameworkReader.Read([new SourceText("M.cs", code)], Dialect.SqlServer)).Operations));
    }

    [Theory, MemberData(nameof(Calls))]
    public void Reads_a_call_as_the_sql_that_is_written_for_it(string call)
    {
        var code = Code(call);
        var path = BuiltAssembly.Emit(folder, "Shop", code);
        var written = Generated(path, builder => builder.UseNpgsql("Host=none"), "Npgsql.EntityFrameworkCore.PostgreSQL")
            .SelectMany(sql => PostgresReader.Read(new SourceText("up.sql", sql))).SelectMany(statement => statement.Operations).Select(Bare).ToList();
        var fromSource = Assert.Single(EntityFrameworkReader.Read([new SourceText("M.cs", code)], Dialect.Postgres)).Operations.Select(Bare);
        var (history, problems) = MigrationAssembly.Read(path, new LoadOptions());

        Assert.Empty(problems);
        Assert.Equal(written, fromSource);
        Assert.Equal(written, Assert.Single(history.Migrations).Operations.Select(Bare));
    }

    [Theory, MemberData(nameof(Calls))]
    public void What_a_call_does_can_be_planned_and_written(string call)
    {
        var migration = Assert.Single(EntityFrameworkReader.Read([new SourceText("M.cs", Code(call))], Dialect.Postgres));

        foreach (var step in Planner.Plan(migration, Schema.Unknown, 16).Where(plan => plan.NotPossible is null).SelectMany(plan => plan.Expand.Concat(plan.Contract)))
            Assert.All(step.Operations, operation => Assert.NotEmpty(PostgresWriter.Write(operation, 16)));
    }

    public void Dispose() => folder.Dispose();

    // SQL does not name what follows by itself (an identity is NOT NULL), or says it in another way (a block that creates a schema where it is missing).
    private static Operation Bare(Operation operation) => operation switch
    {
        CreateTable create => create with
        {
            Columns = [.. create.Columns.Select(column => column with { NotNull = column.NotNull || column.Identity is not null, Identity = Bare(column.Identity) })],
            Constraints = [.. create.Constraints.OrderBy(constraint => constraint.Name, StringComparer.Ordinal)],
        },
        DropIndex drop => drop with { Table = null },
        ChangeColumnType change => change with { Before = null },
        CreateSchema create => create with { IfNotExists = true },
        CreateSequence create => create with { Options = Bare(create.Options) },
        AlterSequence alter => alter with { Options = Bare(alter.Options) },
        OtherStatement { Kind: "CommentStmt" or "AlterTableStmt" } other => other with { Kind = "", Sql = "" },
        AddColumn { Column.Default: { } value } add => add with { Column = add.Column with { Default = new Expression(Bare(value)) } },
        SetDefault set => set with { Default = new Expression(Bare(set.Default)) },
        DataOperation data => data with { Reads = [], Columns = [.. data.Columns.Order()], Sql = data.Sql.Replace("TRUE", "true").Replace("FALSE", "false").Replace("\"", "").Replace(", ", ",").ReplaceLineEndings(" ").TrimEnd(';') },
        _ => operation,
    };

    private static Identity? Bare(Identity? identity) => identity?.Options is "IDENTITY" ? identity with { Options = "IDENTITY(1,1)" } : identity;

    // What is so by itself.
    private static string Bare(string options) => string.Join(
        ' ', options.Replace("START WITH 1 INCREMENT BY 1", "").Replace("NO MINVALUE", "").Replace("NO MAXVALUE", "").Replace("NO CYCLE", "").Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Bare(Expression value) => value.Sql is ['(', .. var inner, ')'] ? inner : value.Sql;

    // ALTER COLUMN of SQL Server says NULL or NOT NULL also where that does not change; a deletion asks how many rows it met.
    private static IEnumerable<Operation> Changes(IEnumerable<Operation> operations) =>
        operations.Where(operation => operation is not (Query or SetNotNull or DropNotNull)).Select(Bare);

    private static string Code(string call) => $$"""
        using Microsoft.EntityFrameworkCore.Migrations; using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
        namespace Shop;
        [Migration("1_M")]
        public class M : Migration
        {
            protected override void Up(MigrationBuilder migrationBuilder)
            {
                {{call}}
            }
        }
        """;

    private static IEnumerable<string> Generated(string path, Func<DbContextOptionsBuilder, DbContextOptionsBuilder> use, string provider)
    {
        using var context = new DbContext(use(new DbContextOptionsBuilder()).Options);
        var type = AssemblyFolder.Load(path).GetType("Shop.M")!;
        var migration = (Microsoft.EntityFrameworkCore.Migrations.Migration)Activator.CreateInstance(type)!;
        migration.ActiveProvider = provider;
        return [.. context.GetService<IMigrationsSqlGenerator>().Generate(migration.UpOperations, context.GetService<IDesignTimeModel>().Model).Select(command => command.CommandText)];
    }

    // The batch that looks up the name of a column's default, and drops it.
    [System.Text.RegularExpressions.GeneratedRegex(@"DECLARE @var\d* .*?EXEC\(N'ALTER TABLE .*?\);", System.Text.RegularExpressions.RegexOptions.Singleline)]
    private static partial System.Text.RegularExpressions.Regex LookedUp();
}
