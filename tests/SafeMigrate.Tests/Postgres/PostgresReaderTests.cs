using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Postgres;

public class PostgresReaderTests
{
    [Fact]
    public void A_clause_of_an_alter_table_has_its_own_place()
    {
        var source = new SourceText("a.sql", "ALTER TABLE orders ADD a int, ALTER COLUMN total SET NOT NULL;");

        var operations = PostgresReader.Read(source)[0].Operations;

        Assert.Equal("ALTER COLUMN total SET NOT NULL", source.Slice(operations[1].Location.Span));
    }

    [Fact]
    public void A_statement_ends_before_its_semicolon_and_comments() =>
        Assert.Equal(["SELECT 1", "SELECT ';'"], Texts("-- ;\nSELECT 1 /* ; */ ;; SELECT ';' -- x"));

    [Fact]
    public void Reading_goes_on_behind_a_statement_that_cannot_be_read()
    {
        var statements = Read("ALTER TABLE t FROBNICATE; DROP TABLE a");

        Assert.StartsWith("unexpected \"FROBNICATE\", expected ADD", ((Unreadable)statements[0].Operations[0]).Error);
        Assert.Equal(new DropTable("a"), statements[1].Operations[0]);
    }

    [Fact]
    public void An_error_in_the_body_of_a_function_does_not_end_the_transaction() =>
        Assert.Equal(["", "SelectStmt"], Read("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT FROM WHERE; SELECT 2; END; SELECT 1").Select(statement => statement.Kind));

    [Theory]
    [InlineData("'a")]
    [InlineData("/* a")]
    [InlineData("$$ a")]
    [InlineData("\"a")]
    public void What_is_not_closed_is_reported(string text) => Assert.Contains("unterminated", ((Unreadable)Read("SELECT " + text)[0].Operations[0]).Error);

    [Fact]
    public void Ten_thousand_parentheses_are_an_error() =>
        Assert.Contains("nested", ((Unreadable)Read("SELECT " + new string('(', 10_000) + "1" + new string(')', 10_000))[0].Operations[0]).Error);

    [Fact]
    public void A_remark_belongs_to_the_statement_below_around_or_before_it()
    {
        var statements = Read("""
            -- safemigrate:up lower(a)
            ALTER TABLE t /* safemigrate:ignore SM0003 */ ADD b text; -- safemigrate:down upper(b)
            DROP TABLE t;
            """);

        Assert.Equal(["up", "ignore", "down"], statements[0].Directives.Select(directive => directive.Name));
        Assert.Equal("upper(b)", statements[0].Directive("down"));
        Assert.Empty(statements[1].Directives);
    }

    [Fact]
    public void Rows_of_a_dump_are_no_statements() =>
        Assert.Equal(["CopyStmt", "SelectStmt"], Read("COPY t (a) FROM stdin;\n1\tDROP TABLE x;\n'\n\\.\n\nSELECT 1;").Select(statement => statement.Kind));

    [Fact]
    public void Commands_of_psql_are_kept_aside()
    {
        var file = PostgresReader.ReadFile(new SourceText("a.sql", "\\set x 'a\nSELECT 1;\n\\echo b"));

        Assert.Equal(2, file.MetaCommands.Count);
        Assert.Single(file.Statements);
    }

    [Fact]
    public void Placeholders_are_names() => Assert.Equal(new DropTable(new QualifiedName("${schema}", "a")), Read("DROP TABLE ${schema}.a")[0].Operations[0]);

    [Fact]
    public void Names_are_folded_unquoted_and_cut_as_the_server_does() => Assert.Equal(
        [new QualifiedName("shop", "A \"b\""), new QualifiedName(null, new string('ä', 31))],
        Read($"DROP TABLE Shop.\"A \"\"b\"\"\"; DROP TABLE {new string('ä', 40)}").SelectMany(statement => statement.Tables));

    [Fact]
    public void The_sql_of_a_do_block_is_read_at_its_place()
    {
        var source = new SourceText("a.sql", "DO $$ BEGIN IF x THEN DROP TABLE a; END IF; EXECUTE 'DROP TABLE ' || b; END $$");

        var operations = PostgresReader.Read(source)[0].Operations;

        Assert.Equal("DROP TABLE a", source.Slice(operations[0].Location.Span));
        Assert.IsType<Opaque>(operations[1]);
    }

    [Fact]
    public void The_body_of_a_function_does_not_run_when_it_is_created()
    {
        var create = (CreateFunction)Assert.Single(Read("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN UPDATE t SET a = ''x''; RETURN NEW; END'")[0].Operations);

        Assert.Equal(["a"], ((UpdateRows)create.Statements[0]).Targets);
    }

    [Theory]
    [InlineData("SELECT 1;\n\\i other.sql\nSELECT 2;", "SelectStmt \\i SelectStmt")]
    [InlineData("SELECT 'DROP TABLE a' \\gexec\n", "SelectStmt \\gexec")]
    [InlineData("\\set ON_ERROR_STOP on\n\\if :big\nSELECT 1;\n\\endif\n\\copy t from 'x'\n", "\\if SelectStmt \\copy")]
    [InlineData("\\timing\nSELECT 1 \\gset\n\\echo :x\n", "SelectStmt")]
    public void Psql_commands_that_hide_something_are_statements_of_their_own(string sql, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', Read(sql).Select(statement => statement.Kind)));

    [Theory]
    [InlineData("int4", "integer")]
    [InlineData("VARCHAR(20)[]", "character varying(20)[]")]
    [InlineData("timestamptz(3)", "timestamp(3) with time zone")]
    [InlineData("decimal(10,2)", "numeric(10,2)")]
    [InlineData("char", "character(1)")]
    [InlineData("pg_catalog.bool", "boolean")]
    [InlineData("float(10)", "real")]
    [InlineData("serial4", "serial")]
    [InlineData("interval day to second(3)", "interval day to second(3)")]
    public void Types_have_their_canonical_names(string sql, string name) => Assert.Equal(name, PostgresReader.ReadType(sql)!.ToString());

    [Fact]
    public void Facts_of_an_expression()
    {
        var expression = PostgresReader.ReadExpression("((t.A IS NOT NULL AND NOT (b IS NULL)) AND lower( c )::text = 'x')");

        Assert.Equal("t.a IS NOT NULL AND NOT (b IS NULL) AND lower(c)::text = 'x'".Replace("t.a IS NOT NULL AND NOT (b IS NULL)", "(t.a IS NOT NULL AND NOT (b IS NULL))"), expression.Sql);
        Assert.Equal(["a", "b", "c"], expression.Columns);
        Assert.Equal(["lower"], expression.Functions);
        Assert.Equal(["a", "b"], expression.ProvesNotNull);
        Assert.False(expression.IsConstant);
    }

    [Fact]
    public void A_renamed_column_is_found_in_an_expression_but_not_in_its_texts() =>
        Assert.Equal("t.\"New\" > 0 AND total() = 'total'", PostgresReader.RenameColumn(PostgresReader.ReadExpression("t.total > 0 AND total() = 'total'"), "total", "New").Sql);

    private static IReadOnlyList<Statement> Read(string sql) => PostgresReader.Read(new SourceText("", sql));

    private static IEnumerable<string> Texts(string sql) => Read(sql).Select(statement => statement.Location.Source.Slice(statement.Location.Span));
}
