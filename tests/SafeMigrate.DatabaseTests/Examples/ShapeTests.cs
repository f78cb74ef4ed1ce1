using SafeMigrate.Postgres;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>Shapes that the examples do not have: keys and who references them, names that need quotes, several changes in one migration.</summary>
public class ShapeTests
{
    private const string Shop = """
        CREATE TABLE "Users" (
          "Id" int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          boss int REFERENCES "Users" ("Id"),
          "user name" varchar(50) NOT NULL UNIQUE,
          age smallint DEFAULT 18,
          CONSTRAINT "age ok" CHECK (age > 0 AND age < 200)
        );
        COMMENT ON CONSTRAINT "age ok" ON "Users" IS 'it''s ok';
        CREATE INDEX "ix users" ON "Users" (lower("user name") DESC NULLS LAST) INCLUDE (age) WHERE age IS NOT NULL;
        CREATE TABLE posts (
          id serial PRIMARY KEY,
          author int NOT NULL REFERENCES "Users" ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
          body text
        );
        """;

    private const string Rows = """
        INSERT INTO "Users" ("user name", age) SELECT 'u' || n, 1 + n % 90 FROM generate_series(1, 500) n;
        UPDATE "Users" SET boss = 1 WHERE "Id" > 1;
        INSERT INTO posts (author, body) SELECT n, 'x' FROM generate_series(1, 500) n;
        """;

    [DatabaseTheory]
    [InlineData("""ALTER TABLE "Users" ALTER COLUMN "Id" TYPE bigint""")]
    [InlineData("""ALTER TABLE "Users" ALTER COLUMN "Id" TYPE bigint; ALTER TABLE posts ALTER COLUMN author TYPE bigint""")]
    [InlineData("""ALTER TABLE "Users" RENAME COLUMN "Id" TO number; ALTER TABLE posts RENAME COLUMN id TO "post""id" """)]
    [InlineData("""ALTER TABLE "Users" RENAME COLUMN "user name" TO "new"; ALTER TABLE "Users" ALTER COLUMN age TYPE numeric""")]
    [InlineData("""ALTER TABLE posts RENAME COLUMN author TO writer; CREATE INDEX ON posts (writer, lower(body))""")]
    [InlineData("""ALTER TABLE posts ALTER COLUMN body TYPE varchar(10); ALTER TABLE posts ALTER COLUMN body SET NOT NULL""")]
    [InlineData("""ALTER TABLE posts DROP CONSTRAINT posts_author_fkey; DROP INDEX "ix users"; CREATE UNIQUE INDEX "ix users" ON "Users" (lower("user name"), age); ALTER TABLE "Users" DROP CONSTRAINT "age ok" """)]
    [InlineData("""ALTER TABLE posts ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE, ADD COLUMN likes int CHECK (likes >= 0)""")]
    [InlineData("""ALTER TABLE posts ALTER COLUMN body SET DEFAULT ''; ALTER TABLE "Users" ALTER COLUMN age DROP DEFAULT; ALTER TABLE posts ALTER COLUMN author DROP NOT NULL""")]
    [InlineData("""ALTER TABLE "Users" RENAME TO people; CREATE TABLE likes (who int REFERENCES people, post int REFERENCES posts (id), PRIMARY KEY (who, post))""")]
    [InlineData("""DROP TABLE posts""")]
    public async Task A_change_goes_back_and_forth_and_ends_as_the_plain_one(string sql)
    {
        await using var plain = await TestDatabase.CreateAsync(Shop);
        await plain.ExecuteAsync(sql);
        await using var database = await TestDatabase.CreateAsync(Shop + Rows);
        var before = await Dump.OfAsync(database);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        Migration[] migrations = [Migration(sql)];

        await runner.ExpandAsync(migrations);
        await runner.RollbackAsync();
        Assert.Equal(before, await Dump.OfAsync(database));

        await runner.ExpandAsync(migrations);
        await runner.ContractAsync();
        var contracted = await Dump.OfAsync(database);
        await runner.RevertAsync();
        await runner.ContractAsync();
        Assert.Equal(contracted, await Dump.OfAsync(database));

        await runner.PurgeAsync(now: true);
        Assert.Equal(await Dump.OfAsync(plain), await Dump.OfAsync(database));
    }

    private static Migration Migration(string sql)
    {
        var source = new SourceText("1.sql", sql);
        return new Migration("1", "shape", PostgresReader.Read(source).ToValueList()) { Source = source };
    }
}
