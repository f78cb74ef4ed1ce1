using System.Text.Json;

namespace SafeMigrate.Tests.Tool;

public class ParseCommandTests
{
    private static (int Code, JsonElement[] Lines) Parse(string sql, params string[] arguments)
    {
        var run = CommandRun.WithInput(sql, ["parse", "-", "--format", "json", .. arguments]);
        return (run.Code, [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)]);
    }

    [Fact]
    public void Each_statement_is_a_line_with_the_promised_members()
    {
        var (code, lines) = Parse("-- é\nALTER TABLE s.t ADD COLUMN a int;\nSELECT 1;", "--stdin-path", "db/1.sql");

        Assert.Equal((0, 2), (code, lines.Length));
        Assert.Equal(
            ["path", "statement", "offset", "length", "kind", "subcommands", "tables", "columns", "error", "operations"],
            lines[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(("db/1.sql", 6, 32), (lines[0].GetProperty("path").GetString(), lines[0].GetProperty("offset").GetInt32(), lines[0].GetProperty("length").GetInt32()));
        Assert.Equal("""["AT_AddColumn"]""", lines[0].GetProperty("subcommands").GetRawText());
        Assert.Equal("""[{"operation":"AddColumn","column":{"name":"a","type":"integer"},"table":"s.t"}]""", lines[0].GetProperty("operations").GetRawText());
    }

    [Fact]
    public void Effects_know_the_statements_before()
    {
        var (_, lines) = Parse("CREATE TABLE t (a varchar(10)); ALTER TABLE t ALTER a TYPE varchar(20);", "--effects", "--postgres-version", "16");

        Assert.Equal(
            """{"locks":[{"relation":"t","mode":"AccessExclusiveLock"}],"scans":[],"rewrites":[],"builds":[],"transaction":"any"}""",
            lines[1].GetProperty("effects").GetRawText());
    }

    [Fact]
    public void An_unreadable_statement_gives_2_and_the_others_are_read()
    {
        var (code, lines) = Parse("ALTER TABEL t; SELECT 1;");

        Assert.Equal((2, 2), (code, lines.Length));
        Assert.Contains("TABEL", lines[0].GetProperty("error").GetString());
    }

    [Fact]
    public void Effects_are_refused_for_sql_server() => Assert.Equal(2, CommandRun.WithInput("SELECT 1", "parse", "-", "--effects", "--dialect", "sqlserver").Code);
}
