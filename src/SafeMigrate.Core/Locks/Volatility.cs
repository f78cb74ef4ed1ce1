using System.Text.RegularExpressions;
using SafeMigrate.Postgres;

namespace SafeMigrate.Locks;

/// <summary>
/// Whether an expression gives one value for all rows of a statement. If it does, ADD COLUMN ... DEFAULT stores that value once (PostgreSQL 11
/// and later); if it does not, every row is written.
/// </summary>
public static class Volatility
{
    private static readonly Regex inSql = new(@"\bLANGUAGE\s+'?sql\b", RegexOptions.IgnoreCase);
    private static readonly Regex select = new(@"^\s*SELECT\s+(.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline);

    // pg_proc.provolatile is 'i' or 's'. What a default may sensibly call; comparison, input and other support functions are left out.
    private static readonly HashSet<string> notVolatile = new(StringComparer.Ordinal);

    // VOLATILE in pg_proc of PostgreSQL 14 to 18 or of the extensions that most databases have.
    private static readonly HashSet<string> knownVolatile = new(StringComparer.Ordinal)
    {
        "clock_timestamp", "currval", "gen_random_bytes", "gen_random_uuid", "gen_salt", "lastval", "nextval", "random", "random_normal", "setval",
        "timeofday", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "uuidv4", "uuidv7",
    };

    private const string NotVolatileNames = """
        abs acos acosd acosh age array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position array_positions
        array_prepend array_remove array_replace array_to_json array_to_string array_upper ascii asin asind asinh atan atan2 atan2d atand atanh bit
        bit_count bit_length bool box bpchar btrim cardinality cbrt ceil ceiling center char char_length character_length chr circle coalesce concat
        concat_ws convert convert_from convert_to cos cosd cosh cot cotd current_catalog current_database current_date current_role current_schema
        current_schemas current_setting current_time current_timestamp current_user date date_add date_bin date_part date_subtract date_trunc
        datemultirange daterange decode degrees diameter div encode enum_first enum_last enum_range exp extract factorial float4 float8 floor format
        format_type gcd get_bit get_byte greatest height host hostmask inet_client_addr inet_client_port inet_merge inet_same_family
        inet_server_addr inet_server_port initcap int2 int4 int4multirange int4range int8 int8multirange int8range interval isempty isfinite
        json_array json_array_length json_build_array json_build_object json_extract_path json_extract_path_text json_object json_scalar
        json_strip_nulls json_typeof jsonb_array_length jsonb_build_array jsonb_build_object jsonb_extract_path jsonb_extract_path_text jsonb_insert
        jsonb_object jsonb_path_exists jsonb_path_match jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set jsonb_set_lax
        jsonb_strip_nulls jsonb_typeof justify_days justify_hours justify_interval lcm least left length line ln localtime localtimestamp log log10
        lower lower_inc lower_inf lpad lseg ltrim macaddr8_set7bit make_date make_interval make_time make_timestamp make_timestamptz masklen md5
        min_scale mod money multirange netmask network normalize now npoints nullif num_nonnulls num_nulls numeric nummultirange numnode numrange
        octet_length overlay parse_ident path pg_backend_pid pg_client_encoding pg_current_xact_id pg_typeof phraseto_tsquery pi plainto_tsquery
        point polygon position pow power quote_ident quote_literal quote_nullable radians radius range_merge regexp_count regexp_instr regexp_like
        regexp_match regexp_replace regexp_split_to_array regexp_substr repeat replace reverse right round row row_to_json rpad rtrim scale
        session_user set_bit set_byte set_masklen setweight sha224 sha256 sha384 sha512 sign sin sind sinh slope split_part sqrt starts_with
        statement_timestamp string_to_array strip strpos substr substring system_user tan tand tanh text time timestamp timestamptz timetz timezone
        to_ascii to_bin to_char to_date to_hex to_json to_jsonb to_number to_oct to_regclass to_regtype to_timestamp to_tsquery to_tsvector
        transaction_timestamp translate trim trim_array trim_scale trunc tsmultirange tsrange tstzmultirange tstzrange txid_current unistr upper
        upper_inc upper_inf user uuid_extract_timestamp uuid_extract_version uuid_generate_v3 uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_oid
        uuid_ns_url uuid_ns_x500 version websearch_to_tsquery width width_bucket xml xmlcomment xmlconcat xmlelement xmlforest xmlparse xmlroot
        """;

    static Volatility()
    {
        foreach (var name in NotVolatileNames.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            notVolatile.Add(name);
    }

    /// <summary>
    /// True where the expression may give another value for each row. A function that is not PostgreSQL's own counts as volatile, which is
    /// what CREATE FUNCTION makes of one that does not say otherwise.
    /// </summary>
    /// <param name="expression">The default.</param>
    public static bool IsVolatile(Expression expression) => VolatileFunction(expression) is not null;

    /// <summary>The first function that makes the expression volatile, or null.</summary>
    /// <param name="expression">The default.</param>
    public static string? VolatileFunction(Expression expression) =>
        expression.Functions.FirstOrDefault(function => !notVolatile.Contains(BuiltIn(function) ?? ""));

    /// <summary>
    /// True for a function in SQL that is one expression, whose calls are all not volatile: the server puts the expression in the place of the call,
    /// whatever the function says of itself.
    /// </summary>
    /// <param name="function">The function.</param>
    public static bool InlinesAsStable(Operations.CreateFunction function) =>
        function is { SecurityDefiner: false, SetsSearchPath: false, Statements.Count: 1 } && function.Statements[0] is Operations.Query { Reads.Count: 0 } query
        && inSql.IsMatch(function.Sql) && select.Match(query.Sql) is { Success: true } body
        && PostgresReader.ReadExpression(body.Groups[1].Value) is { } value && (value.IsConstant || value.Functions.Count > 0) && !IsVolatile(value);

    /// <summary>True where the function is known to be volatile, so that it is no guess.</summary>
    /// <param name="function">The function as <see cref="Expression.Functions"/> names it.</param>
    public static bool IsKnownVolatile(string function) => knownVolatile.Contains(function.Substring(function.LastIndexOf('.') + 1));

    /// <summary>True where the value may change without the row: a call that is not IMMUTABLE, as <c>now()</c>.</summary>
    /// <param name="function">The function as <see cref="Expression.Functions"/> names it.</param>
    public static bool DependsOnTime(string function) => IsKnownVolatile(function)
        || BuiltIn(function) is "now" or "current_date" or "current_time" or "current_timestamp" or "localtime" or "localtimestamp" or "statement_timestamp"
            or "transaction_timestamp" or "txid_current" or "pg_current_xact_id";

    private static string? BuiltIn(string function) =>
        function.IndexOf('.') < 0 ? function
        : function.StartsWith("pg_catalog.", StringComparison.Ordinal) ? function.Substring("pg_catalog.".Length)
        : null;
}
