using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using SafeMigrate.Analyzers.EntityFramework;
using SafeMigrate.Postgres;
using SafeMigrate.Tests.Assemblies;
using SafeMigrate.Tests.Tool;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Loading.Assemblies;

namespace SafeMigrate.Tests.EntityFramework;

/// <summary>What the readers make of a call is what EF Core's own generator writes for it on PostgreSQL.</summary>
public sealed class EntityFrameworkGeneratorTests : IDisposable
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
    ];

    [Theory, MemberData(nameof(Calls))]
    public void Reads_a_call_as_the_sql_that_is_written_for_it(string call)
    {
        var code = $$"""
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
        var path = BuiltAssembly.Emit(folder, "Shop", code);
        var written = Written(path).Select(Bare).ToList();
        var fromSource = Assert.Single(EntityFrameworkReader.Read([new SourceText("M.cs", code)], Dialect.Postgres)).Operations.Select(Bare);
        var (history, problems) = MigrationAssembly.Read(path, new LoadOptions());

        Assert.Empty(problems);
        Assert.Equal(written, fromSource);
        Assert.Equal(written, Assert.Single(history.Migrations).Operations.Select(Bare));
    }

    public void Dispose() => folder.Dispose();

    // SQL does not name what follows by itself (an identity is NOT NULL), or says it in another way (a block that creates a schema where it is missing).
    private static Operation Bare(Operation operation) => operation switch
    {
        CreateTable create => create with
        {
            Columns = [.. create.Columns.Select(column => column with { NotNull = column.NotNull || column.Identity is not null })],
            Constraints = [.. create.Constraints.OrderBy(constraint => constraint.Name, StringComparer.Ordinal)],
        },
        DropIndex drop => drop with { Table = null },
        CreateSchema create => create with { IfNotExists = true },
        DataOperation data => data with { Sql = data.Sql.Replace("\"", "").Replace(", ", ",").ReplaceLineEndings(" ").TrimEnd(';') },
        _ => operation,
    };

    private static IEnumerable<Operation> Written(string path)
    {
        using var context = new DbContext(new DbContextOptionsBuilder().UseNpgsql("Host=none").Options);
        var type = AssemblyFolder.Load(path).GetType("Shop.M")!;
        var migration = (Microsoft.EntityFrameworkCore.Migrations.Migration)Activator.CreateInstance(type)!;
        migration.ActiveProvider = "Npgsql.EntityFrameworkCore.PostgreSQL";
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(migration.UpOperations, context.GetService<IDesignTimeModel>().Model);
        return commands.SelectMany(command => PostgresReader.Read(new SourceText("up.sql", command.CommandText))).SelectMany(statement => statement.Operations);
    }
}
