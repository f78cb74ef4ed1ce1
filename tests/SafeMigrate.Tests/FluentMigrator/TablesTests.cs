namespace SafeMigrate.Tests.FluentMigrator;

public class TablesTests
{
    [Fact]
    public void Reads_a_table_with_key_defaults_and_index()
    {
        var operations = Fluent.Operations("""
            Create.Table("Orders").InSchema("sales")
                .WithColumn("Id").AsInt64().PrimaryKey().Identity()
                .WithColumn("Total").AsDecimal(10, 2).NotNullable().WithDefaultValue(0)
                .WithColumn("Note").AsString(200).Nullable().Indexed();
            """);

        var table = Assert.IsType<CreateTable>(operations[0]);
        Assert.Equal(new QualifiedName("sales", "Orders"), table.Table);
        Assert.Equal(["bigint", "numeric(10,2)", "character varying(200)"], table.Columns.Select(column => column.Type.ToString()));
        Assert.Equal([true, true, false], table.Columns.Select(column => column.NotNull));
        Assert.Equal("0", table.Columns[1].Default!.Sql);
        Assert.Equal(new PrimaryKey("PK_Orders", ["Id"]), Assert.Single(table.Constraints));
        Assert.Equal("IX_Orders_Note", Assert.IsType<CreateIndex>(operations[1]).Index.Name);
        Assert.Equal("Create.Table(\"Orders\")", Fluent.Marked(table));
    }

    [Fact]
    public void A_column_without_nullability_is_not_null()
    {
        var add = Assert.IsType<AddColumn>(Assert.Single(Fluent.Operations("""Alter.Table("t").AddColumn("c").AsInt32();""")));

        Assert.True(add.Column.NotNull);
        Assert.Equal("AddColumn(\"c\")", Fluent.Marked(add));
    }

    [Fact]
    public void A_value_for_existing_rows_is_kept_with_the_column()
    {
        var add = (AddColumn)Fluent.Operations("""Create.Column("c").OnTable("t").AsInt32().NotNullable().SetExistingRowsTo(5);""")[0];

        Assert.True(add.Column.NotNull);
        Assert.Equal("5", add.Column.ExistingRows!.Sql);
    }

    [Fact]
    public void Altering_a_column_changes_nullability_only_where_it_says_so()
    {
        Assert.Equal<Operation>(
            [new ChangeColumnType("t", "c", new DataType("bigint"))],
            Fluent.Operations("""Alter.Table("t").AlterColumn("c").AsInt64();"""));
        Assert.Equal<Operation>(
            [new ChangeColumnType("t", "c", new DataType("text")), new SetNotNull("t", "c")],
            Fluent.Operations("""Alter.Column("c").OnTable("t").AsString().NotNullable();"""));
        Assert.Equal<Operation>(
            [new ChangeColumnType("t", "c", new DataType("text")), new DropNotNull("t", "c")],
            Fluent.Operations("""Alter.Column("c").OnTable("t").AsString().Nullable();"""));
    }

    [Fact]
    public void A_default_given_when_altering_is_an_operation_of_its_own() => Assert.Contains(
        new SetDefault("t", "c", new Expression("7")),
        Fluent.Operations("""Alter.Column("c").OnTable("t").AsInt32().WithDefaultValue(7);"""));

    [Fact]
    public void Renames_and_drops_have_the_place_of_their_call()
    {
        var operations = Fluent.Operations("""
            Rename.Column("Total").OnTable("Orders").InSchema("sales").To("Amount");
            Rename.Table("Orders").To("Purchases");
            Delete.Column("A").Column("B").FromTable("T");
            Delete.Table("T").IfExists();
            """);

        Assert.Equal<Operation>(
            [
                new RenameColumn(new QualifiedName("sales", "Orders"), "Total", "Amount"),
                new RenameTable("Orders", "Purchases"),
                new DropColumn("T", "A"),
                new DropColumn("T", "B"),
                new DropTable("T") { IfExists = true },
            ],
            operations);
        Assert.Equal(
            ["Rename.Column(\"Total\")", "Rename.Table(\"Orders\")", "Delete.Column(\"A\")", "Column(\"B\")", "Delete.Table(\"T\")"],
            operations.Select(Fluent.Marked));
    }

    [Theory]
    [InlineData("AsString()", "text")]
    [InlineData("AsString(int.MaxValue)", "text")]
    [InlineData("AsAnsiString(20)", "character varying(20)")]
    [InlineData("AsDecimal()", "numeric(19,5)")]
    [InlineData("AsDateTime()", "timestamp without time zone")]
    [InlineData("AsDateTimeOffset(3)", "timestamp(3) with time zone")]
    [InlineData("AsGuid()", "uuid")]
    [InlineData("AsBinary(20)", "bytea")]
    public void Maps_types_as_FluentMigrator_does_on_PostgreSQL(string call, string type) =>
        Assert.Equal(type, ((AddColumn)Fluent.Operations($"""Alter.Table("t").AddColumn("c").{call};""")[0]).Column.Type.ToString());

    [Theory]
    [InlineData("AsString()", "nvarchar(255)")]
    [InlineData("AsString(int.MaxValue)", "nvarchar(max)")]
    [InlineData("AsDateTime()", "datetime")]
    [InlineData("AsInt32()", "int")]
    public void Maps_types_as_FluentMigrator_does_on_SQL_Server(string call, string type)
    {
        var operations = Fluent.Operations($"""Alter.Table("t").AddColumn("c").{call};""", Dialect.SqlServer);

        Assert.Equal(type, ((AddColumn)operations[0]).Column.Type.ToString());
    }
}
