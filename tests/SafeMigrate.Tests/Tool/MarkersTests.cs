using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tests.Tool;

public class MarkersTests
{
    [Theory]
    [InlineData("-- +goose Up\nA;\n-- +goose Down\nB;\n", "goose", true)]
    [InlineData("-- +goose NO TRANSACTION\n-- +goose Up\nA;\n-- +goose Down\nB;\n", "goose", false)]
    [InlineData("-- migrate:up\nA;\n-- migrate:down\nB;\n", "dbmate", true)]
    [InlineData("-- migrate:up transaction:false\nA;\n-- migrate:down\nB;\n", "dbmate", false)]
    [InlineData("-- +migrate Up\nA;\n-- +migrate Down\nB;\n", "sql-migrate", true)]
    [InlineData("-- +migrate Up notransaction\nA;\n-- +migrate Down\nB;\n", "sql-migrate", false)]
    [InlineData("-- Up Migration\nA;\n-- Down Migration\nB;\n", "node-pg-migrate", true)]
    [InlineData("-- // create orders\nA;\n-- //@UNDO\nB;\n", "mybatis", true)]
    public void Markers_tell_the_tool_the_parts_and_the_transaction(string text, string tool, bool inTransaction)
    {
        var markers = Markers.Of(text)!;

        Assert.Equal((tool, inTransaction), (markers.Tool, markers.InTransaction));
        Assert.Contains("A;", Text(text, markers.Up));
        Assert.DoesNotContain("B;", Text(text, markers.Up));
        Assert.Contains("B;", Text(text, markers.Down));
    }

    [Fact]
    public void What_stands_above_the_first_marker_belongs_to_the_way_forward()
    {
        const string text = "-- safemigrate:ignore-file SM0003 why\n-- +goose Up\nA;";

        Assert.Equal(text, Text(text, Markers.Of(text)!.Up));
    }

    [Fact]
    public void A_file_without_markers_has_none() => Assert.Null(Markers.Of("-- we migrate: up and away\nSELECT 1;"));

    private static string Text(string text, IEnumerable<TextSpan> parts) => string.Concat(parts.Select(part => text.Substring(part.Start, part.Length)));
}
