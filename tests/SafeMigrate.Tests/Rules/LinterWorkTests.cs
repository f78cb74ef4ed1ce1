using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Rules;

/// <summary>A file with four times the statements takes about four times the work, whatever the statements are.</summary>
public class LinterWorkTests
{
    [Theory]
    [InlineData("CREATE TYPE e{0} AS ENUM ('a'); ALTER TYPE e{0} ADD VALUE 'b';")]
    [InlineData("ALTER TYPE mood ADD VALUE 'v{0}';")]
    [InlineData("DROP TYPE e{0};")]
    [InlineData("DROP VIEW v{0}; CREATE VIEW v{0} AS SELECT a FROM t{0};")]
    [InlineData("CREATE VIEW v{0} AS SELECT a FROM t{0}; ALTER TABLE t{0} DROP COLUMN a;")]
    [InlineData("DROP TABLE IF EXISTS t{0};")]
    [InlineData("CREATE INDEX i{0} ON t{0} (a); DROP INDEX i{0};")]
    [InlineData("DROP INDEX IF EXISTS i{0}_a_b_c;")]
    [InlineData("ALTER TABLE t{0} RENAME TO u{0};")]
    [InlineData("ALTER TABLE t{0} RENAME COLUMN a TO b;")]
    [InlineData("ALTER TABLE t{0} ALTER COLUMN a DROP NOT NULL, ALTER COLUMN b DROP DEFAULT;")]
    [InlineData("ALTER TABLE t{0} ALTER COLUMN a TYPE bigint;")]
    [InlineData("ALTER TABLE t{0} ALTER COLUMN a SET NOT NULL;")]
    [InlineData("ALTER TABLE t{0} DROP CONSTRAINT t{0}_pkey; ALTER TABLE t{0} DROP CONSTRAINT t{0}_a_key;")]
    [InlineData("ALTER TABLE t{0} ADD CONSTRAINT c{0} CHECK (a > 0) NOT VALID; ALTER TABLE t{0} VALIDATE CONSTRAINT c{0};")]
    [InlineData("ALTER TABLE t{0} ADD CONSTRAINT k{0} FOREIGN KEY (a) REFERENCES p{0} (id);")]
    [InlineData("CREATE TABLE p{0} PARTITION OF t FOR VALUES IN ({0});")]
    [InlineData("CREATE TABLE p{0} (a int); ALTER TABLE t ATTACH PARTITION p{0} FOR VALUES IN ({0});")]
    [InlineData("CREATE TABLE p{0} (a int REFERENCES t (id));")]
    [InlineData("DROP TRIGGER g{0} ON t{0}; CREATE TRIGGER g{0} BEFORE INSERT ON t{0} EXECUTE FUNCTION f{0}();")]
    [InlineData("DROP FUNCTION f{0}(); ALTER SEQUENCE t{0}_id_seq RESTART;")]
    [InlineData("CREATE DOMAIN d{0} AS text; ALTER DOMAIN d{0} SET NOT NULL;")]
    [InlineData("UPDATE t{0} SET a = 1 WHERE b = 2; DELETE FROM t{0} WHERE b = 2;")]
    [InlineData("ALTER TABLE t{0} ADD COLUMN a int; UPDATE u{0} SET a = 1 WHERE b = 2;")]
    [InlineData("ALTER TABLE t{0} ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t{0} USING (true);")]
    [InlineData("-- safemigrate:ignore SM0201 nobody reads it\nALTER TABLE t{0} DROP COLUMN a;")]
    public void Grows_with_the_file_and_no_faster(string statements)
    {
        Work(statements, 20);

        var (few, many) = (Work(statements, 150), Work(statements, 600));

        Assert.InRange(many.Bytes, 0, few.Bytes * 7);
        Assert.InRange(many.Steps, 0, few.Steps * 7);
    }

    [Theory]
    [InlineData("DROP TABLE", "t{0}")]
    [InlineData("DROP INDEX", "i{0}")]
    [InlineData("DROP VIEW", "v{0}")]
    [InlineData("TRUNCATE", "t{0}")]
    public void Grows_with_a_statement_about_many_objects_and_no_faster(string verb, string name)
    {
        long Bytes(int count) => Lint($"{verb} {string.Join(", ", Enumerable.Range(0, count).Select(number => string.Format(name, number)))};").Bytes;
        Bytes(20);

        var (few, many) = (Bytes(150), Bytes(600));

        Assert.InRange(many, 0, few * 7);
    }

    private static (long Bytes, long Steps) Work(string statements, int count) =>
        Lint("CREATE TABLE t (id int) PARTITION BY LIST (id);\n" + string.Concat(Enumerable.Range(0, count).Select(number => string.Format(statements, number) + "\n")));

    private static (long Bytes, long Steps) Lint(string sql)
    {
        var source = new SourceText("1.sql", sql);
        var migration = new Migration("1", "many", PostgresReader.Read(source).ToValueList()) { Source = source, InTransaction = true };
        var (bytes, steps) = (GC.GetAllocatedBytesForCurrentThread(), Steps.Taken);
        Linter.Lint([migration], new LintOptions());
        return (GC.GetAllocatedBytesForCurrentThread() - bytes, Steps.Taken - steps);
    }
}
