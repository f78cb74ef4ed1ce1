using System.Text;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tests.Tool;

public class FileTextTests
{
    [Fact]
    public void A_byte_order_mark_is_taken_off_and_counted()
    {
        var (text, problem) = FileText.Decode("a.sql", [0xEF, 0xBB, 0xBF, .. "SELECT 1"u8], Dialect.Postgres);

        Assert.Null(problem);
        Assert.Equal(("SELECT 1", 3), (text!.Text, text.ByteOffset(0)));
    }

    [Fact]
    public void Latin_1_is_refused_with_the_byte_and_the_line() =>
        Assert.Equal(
            "is not UTF-8: byte 0xE9 in line 2 (is it Latin-1 or Windows-1252?); save it as UTF-8",
            FileText.Decode("a.sql", Encoding.Latin1.GetBytes("SELECT 1;\n-- café\n"), Dialect.Postgres).Problem!.Message);

    [Fact]
    public void Utf_16_is_refused_for_postgres_and_read_for_sql_server()
    {
        byte[] bytes = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("SELECT 1")];

        Assert.Contains("UTF-16", FileText.Decode("a.sql", bytes, Dialect.Postgres).Problem!.Message);
        Assert.Equal("SELECT 1", FileText.Decode("a.sql", bytes, Dialect.SqlServer).Text!.Text);
    }

    [Fact]
    public void A_binary_file_is_refused() => Assert.Contains("binary", FileText.Decode("a.sql", [1, 2, 0, 3], Dialect.Postgres).Problem!.Message);

    [Fact]
    public void A_file_cut_within_a_character_is_refused() =>
        Assert.Contains("byte 0xC3", FileText.Decode("a.sql", [.. "abc"u8, 0xC3], Dialect.Postgres).Problem!.Message);
}
