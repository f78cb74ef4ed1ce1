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

    [Fact]
    public void A_large_file_is_read_in_pieces()
    {
        using var folder = new TemporaryFolder();
        var rows = string.Concat(Enumerable.Repeat("1\tSELECT 'x;\n", 3_000_000));
        folder.With("dump.sql", "\uFEFFCREATE TABLE t (a int, b text);\nCOPY t FROM STDIN;\n" + rows + "\\.\nALTER TABEL t;\nDROP TABLE t;\n");

        var run = CommandRun.Of("parse", folder.Of("dump.sql"));

        Assert.Equal(2, run.Code);
        Assert.Equal(["1:1 CreateStmt", "2:1 CopyStmt", "3000004:1 (unknown)", "3000005:1 DropStmt"], run.Out.Split('\n').Where(line => line.StartsWith(folder.Path)).Select(line => line[(line.IndexOf(".sql:") + 5)..]));
    }

    [Theory]
    [InlineData("\0", "is a binary file (a zero byte in line 2); give SQL or C# files")]
    [InlineData("-- +goose Up", "has a section of goose in line 2, which is read in files of up to 32 MB; move the data out of it")]
    public void A_large_file_that_cannot_be_read_in_pieces_is_a_problem(string line, string message)
    {
        using var folder = new TemporaryFolder();
        folder.With("dump.sql", $"SELECT 1;\n{line}\n" + new string(' ', 33_000_000));

        var run = CommandRun.Of("parse", folder.Of("dump.sql"));

        Assert.Equal((2, "", $"safemigrate: {folder.Of("dump.sql")}: {message}\n"), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public void A_large_file_in_another_encoding_is_a_problem()
    {
        using var folder = new TemporaryFolder();
        folder.With("dump.sql", [.. "SELECT 1;\n"u8, 0xE9, .. Enumerable.Repeat((byte)' ', 33_000_000)]);

        var run = CommandRun.Of("parse", folder.Of("dump.sql"));

        Assert.Equal((2, $"safemigrate: {folder.Of("dump.sql")}: is not UTF-8 behind line 1 (is it Latin-1 or Windows-1252?); save it as UTF-8\n"), (run.Code, run.Error));
    }
}
