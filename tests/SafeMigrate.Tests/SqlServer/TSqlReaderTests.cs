using SafeMigrate.SqlServer;
using SafeMigrate.SqlServer.Operations;
using RenameOther = SafeMigrate.SqlServer.Operations.RenameOther;

namespace SafeMigrate.Tests.SqlServer;

public class TSqlReaderTests
{
    private static IReadOnlyList<Statement> Read(string sql) => TSqlReader.Read(new SourceText("x.sql", sql));

    private static Operation[] Operations(string sql) => [.. Read(sql).SelectMany(statement => statement.Operations)];

    private static T Single<T>(string sql) => Assert.IsType<T>(Assert.Single(Operations(sql)));

    [Fact]
    public void A_script_is_cut_at_its_go_lines()
    {
        var statements = Read("CREATE TABLE a (id int);\nGO\n/* GO */\nDROP TABLE b\ngo 5\n");

        Assert.Equal(["CREATE TABLE a (id int)", "DROP TABLE b"], statements.Select(statement => statement.Location.Source.Slice(statement.Location.Span)));
    }

    [Fact]
    public void A_table_has_its_columns_with_defaults_identity_and_constraints()
    {
        var create = Single<CreateTable>("""
            CREATE TABLE [sales].[Orders] (
                Id int IDENTITY(1,1) NOT NULL CONSTRAINT PK_Orders PRIMARY KEY CLUSTERED,
                Total decimal(10, 2) NOT NULL CONSTRAINT DF_Total DEFAULT (0),
                Note nvarchar(max) COLLATE Latin1_General_CI_AS NULL,
                Gross AS (Total * 2) PERSISTED,
                CONSTRAINT FK_Orders FOREIGN KEY (Id) REFERENCES dbo.Customers (Id) ON DELETE CASCADE);
            """);

        Assert.Equal(new QualifiedName("sales", "Orders"), create.Table);
        Assert.Equal(["int", "decimal(10,2)", "nvarchar(max)", ""], create.Columns.Select(column => column.Type.ToString()));
        Assert.NotNull(create.Columns[0].Identity);
        Assert.True(Assert.IsType<PrimaryKey>(Assert.Single(create.Columns[0].Constraints)).Clustered);
        Assert.Equal("DF_Total", create.Columns[1].DefaultName);
        Assert.True(create.Columns[1].Default!.IsConstant);
        Assert.True(create.Columns[3].Generated!.Stored);
        Assert.Equal("CASCADE", Assert.IsType<ForeignKey>(Assert.Single(create.Constraints)).OnDelete);
    }

    [Fact]
    public void An_added_column_knows_its_default_and_with_values()
    {
        var add = Single<AddColumn>("ALTER TABLE Orders ADD Paid bit NULL CONSTRAINT DF_Paid DEFAULT 0 WITH VALUES;");

        Assert.True(add.WithValues);
        Assert.Equal("0", add.Column.Default!.Sql);
    }

    [Fact]
    public void Alter_column_without_nullability_makes_the_column_nullable() =>
        Assert.Equal(
            [new ChangeColumnType("Orders", "Total", new DataType("bigint")), new DropNotNull("Orders", "Total") { Implied = true }],
            Operations("ALTER TABLE Orders ALTER COLUMN Total bigint;"));

    [Fact]
    public void Alter_column_can_be_online() =>
        Assert.True(((ChangeColumnType)Operations("ALTER TABLE Orders ALTER COLUMN Total bigint NOT NULL WITH (ONLINE = ON);")[0]).Online);

    [Theory]
    [InlineData("EXEC sp_rename 'dbo.Orders.Total', 'Amount', 'COLUMN'")]
    [InlineData("sp_rename @objname = N'[dbo].[Orders].[Total]', @newname = N'Amount', @objtype = N'COLUMN'")]
    [InlineData("EXECUTE sys.sp_rename N'dbo.Orders.Total', N'Amount', N'column';")]
    public void Sp_rename_of_a_column_is_a_rename(string sql) =>
        Assert.Equal(new RenameColumn(new QualifiedName("dbo", "Orders"), "Total", "Amount"), Single<RenameColumn>(sql));

    [Fact]
    public void Sp_rename_of_a_table_an_index_and_a_constraint_are_told_apart() =>
        Assert.Equal(
            [new RenameTable("Orders", "Sales"), new RenameIndex("IX_a", "IX_b"), new RenameOther("FK_a", "FK_b")],
            Operations("EXEC sp_rename 'Orders', 'Sales'; EXEC sp_rename 'Orders.IX_a', 'IX_b', 'INDEX'; EXEC sp_rename 'FK_a', 'FK_b', 'OBJECT';"));

    [Fact]
    public void Sp_rename_of_a_variable_is_opaque() => Single<Opaque>("EXEC sp_rename @name, 'b'");

    [Theory]
    [InlineData("CREATE INDEX i ON t (a) WITH (ONLINE = ON (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 5 MINUTES, ABORT_AFTER_WAIT = SELF)))")]
    [InlineData("CREATE INDEX i ON t (a) WITH (ONLINE = ON, RESUMABLE = ON, MAX_DURATION = 240 MINUTES)")]
    [InlineData("CREATE INDEX i ON t (a) WITH (XML_COMPRESSION = ON, ONLINE = ON)")]
    public void Index_options_of_2022_are_read(string sql) => Assert.True(Single<CreateIndex>(sql).Concurrently);

    [Fact]
    public void A_resumable_constraint_of_2022_is_read() =>
        Assert.True(Single<AddUnique>("ALTER TABLE t ADD CONSTRAINT u UNIQUE (a) WITH (RESUMABLE = ON, ONLINE = ON, MAX_DURATION = 60)").Unique.Online);

    [Fact]
    public void Is_distinct_from_of_2022_is_read() =>
        Assert.Equal(new QualifiedName(null, "t"), Single<UpdateRows>("UPDATE t SET a = b WHERE a IS NOT DISTINCT FROM b").Table);

    [Fact]
    public void A_constraint_with_nocheck_is_not_valid() =>
        Assert.True(Single<AddForeignKey>("ALTER TABLE t WITH NOCHECK ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)").ForeignKey.NotValid);

    [Fact]
    public void Checking_disabling_and_enabling_a_constraint_are_told_apart() =>
        Assert.Equal(
            [new ValidateConstraint("t", "c"), new DisableConstraint("t", "c"), new EnableConstraint("t", "c"), new DisableConstraint("t", null)],
            Operations("""
                ALTER TABLE t WITH CHECK CHECK CONSTRAINT c;
                ALTER TABLE t NOCHECK CONSTRAINT c;
                ALTER TABLE t CHECK CONSTRAINT c;
                ALTER TABLE t NOCHECK CONSTRAINT ALL;
                """));

    [Fact]
    public void Several_columns_are_dropped_by_one_statement() =>
        Assert.Equal(
            [new DropColumn("t", "a"), new DropColumn("t", "b"), new DropConstraint("t", "c")],
            Operations("ALTER TABLE t DROP COLUMN a, b, CONSTRAINT c;"));

    [Fact]
    public void Statements_under_conditions_are_read() =>
        Assert.IsType<AddColumn>(Operations("""
            IF COL_LENGTH('dbo.t', 'a') IS NULL
            BEGIN
                ALTER TABLE dbo.t ADD a int NULL;
            END
            """)[0]);

    [Fact]
    public void A_literal_in_exec_is_read_with_its_place_in_the_file()
    {
        var statement = Assert.Single(Read("IF 1 = 1\n  EXEC(N'UPDATE [t] SET [a] = ''x''; ')"));

        Assert.IsType<UpdateRows>(Assert.Single(statement.Operations));
        Assert.Equal((2, 10), (statement.Location.Line, statement.Location.Column));
        Assert.Equal("UPDATE [t] SET [a] = ''x''", statement.Location.Source.Slice(statement.Location.Span));
    }

    [Fact]
    public void A_put_together_statement_is_opaque() => Single<Opaque>("EXEC('DROP TABLE ' + @name)");

    [Fact]
    public void An_unreadable_statement_does_not_hide_its_neighbours()
    {
        var statements = Read("DROP TABLE a;\nALTER TABLE b FROB c;\nDROP TABLE d;\nGO\nDROP TABLE e;");

        Assert.Equal(["DropTable", "Unreadable", "DropTable", "DropTable"], statements.SelectMany(statement => statement.Operations).Select(read => read.Name));
        Assert.Equal((2, 15), (statements[1].Operations[0].Location.Line, statements[1].Operations[0].Location.Column));
    }

    [Fact]
    public void An_alias_stands_for_its_table()
    {
        var update = Single<UpdateRows>("UPDATE o SET Total = 0 FROM dbo.Orders AS o JOIN dbo.Lines l ON l.OrderId = o.Id;");

        Assert.Equal(new QualifiedName("dbo", "Orders"), update.Table);
        Assert.NotNull(update.Where);
    }

    [Fact]
    public void A_batched_update_is_limited() =>
        Assert.True(Assert.Single(Operations("WHILE 1 = 1 BEGIN UPDATE TOP (1000) t SET a = 1 WHERE a IS NULL; IF @@ROWCOUNT = 0 BREAK; END").OfType<UpdateRows>()).Limited);

    [Fact]
    public void Sqlcmd_commands_and_variables_do_not_disturb() =>
        Assert.IsType<DropTable>(Assert.Single(Operations(":setvar db shop\r\nUSE [$(db)]\r\nGO\r\nDROP TABLE $(table);\r\n").OfType<DropTable>()));

    [Fact]
    public void A_remark_goes_to_the_statement_it_precedes_or_stands_behind()
    {
        var statements = Read("-- safemigrate:ignore SM0020 nobody reads it\nDROP TABLE a;\nDROP TABLE b; -- safemigrate:ignore SM0021 why\nDROP TABLE c;");

        Assert.Equal(["SM0020 nobody reads it", "SM0021 why", null], statements.Select(statement => statement.Directive("ignore")));
    }

    [Fact]
    public void A_procedure_lists_the_parameters_that_callers_must_give()
    {
        var change = Single<ChangeModule>("CREATE OR ALTER PROCEDURE dbo.Pay @id int, @note nvarchar(10) = NULL AS BEGIN SELECT 1; SELECT 2; END");

        Assert.Equal(ModuleChange.Alter, change.Change);
        Assert.Equal(["@id"], change.RequiredParameters);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GO\nGO")]
    [InlineData("/* open")]
    [InlineData("'open")]
    [InlineData("ALTER TABLE")]
    [InlineData("EXEC('DROP')")]
    [InlineData(")))) ;;; GO")]
    public void Nothing_is_thrown(string sql) => Assert.All(Read(sql), statement => Assert.NotEmpty(statement.Operations));
}
