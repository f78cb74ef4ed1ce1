using SafeMigrate.Locks;

namespace SafeMigrate.Tests.Locks;

public class TypeChangeTests
{
    [Theory]
    [InlineData("character varying(50)", "character varying(100)")]
    [InlineData("character varying(50)", "character varying")]
    [InlineData("character varying(50)", "text")]
    [InlineData("text", "character varying")]
    [InlineData("text", "bpchar")]
    [InlineData("character(3)", "bpchar")]
    [InlineData("numeric(10,2)", "numeric(12,2)")]
    [InlineData("numeric(10,2)", "numeric")]
    [InlineData("cidr", "inet")]
    [InlineData("xml", "text")]
    [InlineData("bit varying(5)", "bit varying(8)")]
    [InlineData("bit(3)", "bit varying")]
    [InlineData("timestamp(3) without time zone", "timestamp(6) without time zone")]
    [InlineData("timestamp without time zone", "timestamp(6) without time zone")]
    [InlineData("time(0) with time zone", "time with time zone")]
    [InlineData("interval second(3)", "interval")]
    [InlineData("interval year", "interval month")]
    [InlineData("interval", "interval second")]
    [InlineData("integer", "oid")]
    [InlineData("character varying(10)[]", "character varying[]")]
    [InlineData("integer[]", "integer[]")]
    public void Keeps_the_rows(string from, string to) => Assert.False(TypeChange.Rewrites(Type(from), Type(to)));

    [Theory]
    [InlineData("integer", "bigint")]
    [InlineData("text", "character varying(100)")]
    [InlineData("character varying(100)", "character varying(50)")]
    [InlineData("character varying(10)", "character(10)")]
    [InlineData("character(3)", "character(5)")]
    [InlineData("bpchar", "text")]
    [InlineData("numeric(10,2)", "numeric(12,3)")]
    [InlineData("numeric", "numeric(10,2)")]
    [InlineData("timestamp(6) without time zone", "timestamp(3) without time zone")]
    [InlineData("timestamp without time zone", "timestamp with time zone")]
    [InlineData("interval", "interval day")]
    [InlineData("json", "jsonb")]
    [InlineData("inet", "cidr")]
    [InlineData("bit(3)", "bit varying(5)")]
    [InlineData("character varying(10)[]", "character varying(20)[]")]
    [InlineData("character varying(10)[]", "text[]")]
    public void Rewrites_the_table(string from, string to) => Assert.True(TypeChange.Rewrites(Type(from), Type(to)));

    [Fact]
    public void Timestamps_are_the_same_bytes_in_utc() => Assert.False(TypeChange.Rewrites(
        Type("timestamp without time zone"), Type("timestamp with time zone"), sessionTimeZoneIsUtc: true));

    [Fact]
    public void A_type_of_the_users_own_counts_as_a_rewrite() =>
        Assert.True(TypeChange.Rewrites(new DataType("text"), new DataType("email") { Schema = "app" }));

    [Theory]
    [InlineData("timestamp without time zone", "timestamp with time zone")]
    [InlineData("integer", "oid")]
    [InlineData("bit(3)", "bit varying")]
    [InlineData("text", "bpchar")]
    public void Rebuilds_the_indexes_of_a_column_that_sorts_otherwise(string from, string to) =>
        Assert.True(TypeChange.RebuildsIndexes(Type(from), Type(to)));

    [Theory]
    [InlineData("character varying(50)", "text")]
    [InlineData("cidr", "inet")]
    [InlineData("numeric(10,2)", "numeric(12,2)")]
    [InlineData("interval year", "interval month")]
    public void Keeps_the_indexes(string from, string to) => Assert.False(TypeChange.RebuildsIndexes(Type(from), Type(to)));

    [Theory]
    [InlineData("bigint", "integer", true)]
    [InlineData("integer", "bigint", false)]
    [InlineData("character varying(100)", "character varying(50)", true)]
    [InlineData("text", "character varying(50)", true)]
    [InlineData("character varying(10)", "text", false)]
    [InlineData("numeric(10,2)", "numeric(12,2)", false)]
    [InlineData("numeric(10,2)", "numeric(10,4)", true)]
    [InlineData("integer", "numeric(10,0)", false)]
    [InlineData("integer", "numeric(10,2)", true)]
    [InlineData("text", "integer", true)]
    [InlineData("integer", "text", false)]
    public void Knows_what_may_not_fit(string from, string to, bool narrows) => Assert.Equal(narrows, TypeChange.Narrows(Type(from), Type(to)));

    [Theory]
    [InlineData("total", true)]
    [InlineData("total::bigint", true)]
    [InlineData("CAST(total AS bigint)", true)]
    [InlineData("total * 100", false)]
    public void Tells_a_plain_cast_from_a_computation(string sql, bool plain) => Assert.Equal(plain, TypeChange.IsPlainCast(
        new ChangeColumnType("orders", "total", new DataType("bigint")) { Using = new Expression(sql) { Columns = ["total"] } }));

    // name(modifiers) rest[]
    internal static DataType Type(string text)
    {
        var array = text.EndsWith("[]", StringComparison.Ordinal);
        var plain = array ? text[..^2] : text;
        var (open, close) = (plain.IndexOf('('), plain.IndexOf(')'));
        var type = open < 0 ? new DataType(plain) : new DataType(plain[..open] + plain[(close + 1)..], [.. plain[(open + 1)..close].Split(',')]);
        return type with { ArrayDimensions = array ? 1 : 0 };
    }
}
