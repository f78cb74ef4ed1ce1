using SafeMigrate.Analyzers.EntityFramework;

namespace SafeMigrate.Tests.EntityFramework;

public class EntityFrameworkReaderTests
{
    [Fact]
    public void Reads_a_table_with_its_constraints()
    {
        var table = Assert.IsType<CreateTable>(Assert.Single(Operations("""
            migrationBuilder.CreateTable(
                name: "Orders",
                schema: "sales",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    CustomerId = table.Column<Guid>(nullable: false),
                    Note = table.Column<string>(name: "note", maxLength: 20, nullable: true, defaultValue: "it's")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Orders", x => x.Id);
                    table.UniqueConstraint("AK_Orders", x => new { x.CustomerId, x.Note });
                    table.CheckConstraint("CK_Orders", "\"Id\" > 0");
                    table.ForeignKey(
                        name: "FK_Orders_Customers",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });
            """)));

        Assert.Equal(new QualifiedName("sales", "Orders"), table.Table);
        Assert.Equal(["integer", "uuid", "character varying(20)"], table.Columns.Select(column => column.Type.ToString()));
        Assert.Equal([true, true, false], table.Columns.Select(column => column.NotNull));
        Assert.Equal(new Identity(false, ""), table.Columns[0].Identity);
        Assert.Equal("'it''s'", table.Columns[2].Default!.Sql);
        Assert.Equal(new PrimaryKey("PK_Orders", ["Id"]), table.Constraints[0]);
        Assert.Equal(new UniqueConstraint("AK_Orders", ["CustomerId", "note"]), table.Constraints[1]);
        Assert.Equal(["Id"], Assert.IsType<CheckConstraint>(table.Constraints[2]).ConstrainedColumns);
        Assert.Equal(new ForeignKey("FK_Orders_Customers", ["CustomerId"], "Customers", ["Id"]) { OnDelete = "CASCADE" }, table.Constraints[3]);
    }

    [Fact]
    public void Reads_columns_and_names() => Assert.Equal<Operation>(
        [
            new AddColumn("t", new Column("c", new DataType("integer")) { NotNull = true, Default = new Expression("0") }),
            new DropColumn("t", "d"),
            new RenameColumn(new QualifiedName("s", "t"), "a", "b"),
            new RenameTable("t", "u"),
            new MoveTable("u", "s"),
            new RenameIndex("ix", "iy"),
            new DropTable("x"),
            new DropConstraint("t", "fk"),
        ],
        Operations("""
            migrationBuilder.AddColumn<int>(name: "c", table: "t", type: "integer", nullable: false, defaultValue: 0);
            migrationBuilder.DropColumn("d", "t");
            migrationBuilder.RenameColumn(name: "a", schema: "s", table: "t", newName: "b");
            migrationBuilder.RenameTable(name: "t", newName: "u", newSchema: "s");
            migrationBuilder.RenameIndex(name: "ix", table: "t", newName: "iy");
            migrationBuilder.DropTable(name: "x");
            migrationBuilder.DropForeignKey(name: "fk", table: "t");
            """));

    [Fact]
    public void Altering_a_column_is_only_what_differs()
    {
        Assert.Equal<Operation>(
            [new ChangeColumnType("t", "c", new DataType("bigint")) { Before = new Column("c", new DataType("integer")) { NotNull = true } }],
            Operations("""migrationBuilder.AlterColumn<long>(name: "c", table: "t", type: "bigint", nullable: false, oldClrType: typeof(int), oldType: "integer");"""));
        Assert.Equal<Operation>(
            [new DropNotNull("t", "c")],
            Operations("""migrationBuilder.AlterColumn<string>(name: "c", table: "t", type: "text", nullable: true, oldClrType: typeof(string), oldType: "text");"""));
    }

    [Fact]
    public void A_column_that_becomes_required_fills_its_rows_first()
    {
        var operations = Operations("""
            migrationBuilder.AlterColumn<string>(name: "c", table: "t", type: "text", nullable: false, defaultValue: "",
                oldClrType: typeof(string), oldType: "text", oldNullable: true);
            """);

        Assert.Equal(["UpdateRows", "SetNotNull", "SetDefault"], operations.Select(operation => operation.Name));
    }

    [Fact]
    public void A_concurrent_index_is_built_outside_the_transaction()
    {
        var statement = Assert.Single(Read("""
            migrationBuilder.CreateIndex(name: "ix", table: "t", columns: new[] { "a", "b" }, unique: true, filter: "a > 0", descending: new[] { false, true })
                .Annotation("Npgsql:CreatedConcurrently", true).Annotation("Npgsql:IndexMethod", "btree");
            """).Statements);

        var create = Assert.IsType<CreateIndex>(Assert.Single(statement.Operations));
        Assert.True(create.Concurrently && create.Index.Unique && statement.OutsideTransaction);
        Assert.Equal([false, true], create.Index.Columns.Select(column => column.Descending));
    }

    [Fact]
    public void Sql_may_leave_the_transaction()
    {
        var statement = Assert.Single(Read("""migrationBuilder.Sql("DROP INDEX CONCURRENTLY ix", suppressTransaction: true);""").Statements);

        Assert.True(statement.OutsideTransaction);
        Assert.Equal("DropStmt", statement.Kind);
    }

    [Fact]
    public void Rows_become_SQL() => Assert.Equal(
        [
            "INSERT INTO \"t\" (\"a\",\"b\") VALUES (1,'x')",
            "INSERT INTO \"t\" (\"a\",\"b\") VALUES (2,NULL)",
            "UPDATE \"t\" SET \"b\" = 'y' WHERE a = 1",
            "DELETE FROM \"t\" WHERE a = 1",
        ],
        Operations("""
            migrationBuilder.InsertData(table: "t", columns: new[] { "a", "b" }, values: new object[,] { { 1, "x" }, { 2, null } });
            migrationBuilder.UpdateData(table: "t", keyColumn: "a", keyValue: 1, column: "b", value: "y");
            migrationBuilder.DeleteData(table: "t", keyColumn: "a", keyValue: 1);
            """).Cast<DataOperation>().Select(operation => operation.Sql));

    [Fact]
    public void Reads_extensions_and_enums_of_the_database() => Assert.Equal<Operation>(
        [new CreateEnum("mood", ["sad", "ok"]), new InstallExtension("citext") { IfNotExists = true }, new AddEnumValue("mood", "happy")],
        Operations("""
            migrationBuilder.AlterDatabase().Annotation("Npgsql:Enum:mood", "sad,ok").Annotation("Npgsql:PostgresExtension:citext", ",,");
            migrationBuilder.AlterDatabase().Annotation("Npgsql:Enum:mood", "sad,ok,happy").OldAnnotation("Npgsql:Enum:mood", "sad,ok");
            """));

    [Fact]
    public void The_provider_decides_a_branch() => Assert.Equal(
        new DropTable("a"),
        Assert.Single(Operations("""
            if (migrationBuilder.IsNpgsql()) migrationBuilder.DropTable("a");
            if (migrationBuilder.ActiveProvider == "Microsoft.EntityFrameworkCore.SqlServer") migrationBuilder.DropTable("b");
            """)));

    [Fact]
    public void The_id_is_of_the_designer_file_or_else_the_files_name()
    {
        const string Code = "public partial class AddOrders : Migration { protected override void Up(MigrationBuilder migrationBuilder) { } }";
        const string Designer = """[Migration("20240102_AddOrders")] partial class AddOrders { protected override void BuildTargetModel(ModelBuilder b) { } }""";

        Assert.Equal("20240102_AddOrders", Read(new SourceText("x.cs", Code), new SourceText("x.Designer.cs", Designer)).Version);
        Assert.Equal("20240103_AddOrders", Read(new SourceText("Migrations/20240103_AddOrders.cs", Code)).Version);
    }

    [Fact]
    public void A_call_of_another_package_is_unreadable() =>
        Assert.IsType<Unreadable>(Assert.Single(Operations("""migrationBuilder.CreateHypertable("t");""")));

    [Theory]
    [InlineData("")]
    [InlineData("""migrationBuilder.CreateTable(name: "t", columns: table => new { c = table.Column<DateTime>(nullable: false) });""")]
    public void The_type_that_the_call_says_the_column_had_counts_for_more_than_the_history(string earlier)
    {
        var change = Read("""migrationBuilder.AlterColumn<DateTime>(name: "c", table: "t", type: "timestamp with time zone", nullable: false, oldClrType: typeof(DateTime), oldType: "timestamp without time zone");""");

        Assert.Contains("SM0302", Linter.Lint([Read(earlier), change], new LintOptions()).Select(finding => finding.Rule));
    }

    [Fact]
    public void A_schema_that_only_the_running_program_knows_is_a_note_and_what_changes_in_it_is_judged()
    {
        var findings = Linter.Lint(
            [Read("""
                migrationBuilder.EnsureSchema(name: _options.Schema);
                migrationBuilder.AddColumn<string>(name: "note", schema: _options.Schema, table: "t", type: "text", nullable: true);
                migrationBuilder.CreateIndex(name: "ix", schema: _options.Schema, table: "t", column: "note");
                """)],
            new LintOptions());

        Assert.Equal([("SM0004", Severity.Note), ("SM0501", Severity.Error)], findings.Select(finding => (finding.Rule, finding.Severity)));
        Assert.StartsWith("The name of the schema _options.Schema is not in the source", findings[0].Message);
    }

    private static Migration Read(string up) => Read(new SourceText("1_M.cs", $$"""
        public partial class M : Migration
        {
            protected override void Up(MigrationBuilder migrationBuilder)
            {
                {{up}}
            }
        }
        """));

    private static Migration Read(params SourceText[] files) => Assert.Single(EntityFrameworkReader.Read(files, Dialect.Postgres));

    private static IReadOnlyList<Operation> Operations(string up) => [.. Read(up).Operations];
}
