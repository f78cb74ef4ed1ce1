using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SafeMigrate.EntityFrameworkCore;
using Shop.Data;

namespace SafeMigrate.DatabaseTests.EntityFramework;

public class UseSafeMigrateTests
{
    [DatabaseFact]
    public async Task A_new_database_gets_all_migrations_as_they_are()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var store = Store(database);

        await store.Database.MigrateAsync();

        Assert.Empty(await store.Database.GetPendingMigrationsAsync());
    }

    [DatabaseFact]
    public async Task An_unsafe_migration_is_refused_and_nothing_of_it_runs()
    {
        await using var database = await CreatedAsync();
        await using var store = Store(database);

        var refusal = await Assert.ThrowsAsync<UnsafeMigrationException>(() => store.Database.MigrateAsync());

        Assert.Equal("20260101000002_Tighten", refusal.Migration);
        Assert.Equal(["SM0501", "SM0404", "SM0405", "SM0412", "SM0003"], refusal.Findings.Select(finding => finding.Rule).Distinct());
        Assert.Equal(["20260101000002_Tighten", "20260101000003_Drop", "20260101000004_Rename"], await store.Database.GetPendingMigrationsAsync());
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname = 'child_parent'"));
    }

    [DatabaseFact]
    public async Task The_safe_forms_run_where_that_is_wanted()
    {
        await using var database = await CreatedAsync();
        var commands = new List<string>();
        await using var store = Store(database, safe => safe.OnUnsafe = UnsafeOperations.UseSafeForm, commands.Add);

        await store.GetService<IMigrator>().MigrateAsync("20260101000002_Tighten");

        Assert.Equal(
            [
                "CREATE INDEX CONCURRENTLY child_parent ON child (parent);",
                "DROP INDEX CONCURRENTLY child_note;",
                "ALTER TABLE child ADD CONSTRAINT child_parent_fk FOREIGN KEY (parent) REFERENCES parent (id) NOT VALID;",
                "ALTER TABLE child VALIDATE CONSTRAINT child_parent_fk;",
                "ALTER TABLE child ADD CONSTRAINT child_code_set CHECK (code <> '') NOT VALID;",
                "ALTER TABLE child VALIDATE CONSTRAINT child_code_set;",
                "CREATE UNIQUE INDEX CONCURRENTLY child_code ON child (code);",
                "ALTER TABLE child ADD CONSTRAINT child_code UNIQUE USING INDEX child_code;",
                "ALTER TABLE child ALTER COLUMN note TYPE text;",
                "ALTER TABLE child ADD CONSTRAINT sm_child_note_set CHECK (note IS NOT NULL) NOT VALID;",
                "ALTER TABLE child VALIDATE CONSTRAINT sm_child_note_set;",
                "ALTER TABLE child ALTER COLUMN note SET NOT NULL;",
                "ALTER TABLE child DROP CONSTRAINT sm_child_note_set;",
            ],
            commands.Select(Sql).Where(sql => sql.Contains("child") && sql.EndsWith(';')));
        Assert.Equal(3, await database.ScalarAsync<long>("SELECT count(*) FROM pg_constraint WHERE conrelid = 'child'::regclass AND convalidated AND contype <> 'p' AND contype <> 'n'"));
        Assert.True(await database.ScalarAsync<bool>("SELECT attnotnull FROM pg_attribute WHERE attrelid = 'child'::regclass AND attname = 'note'"));
    }

    [DatabaseFact]
    public async Task What_has_no_safe_form_is_refused_all_the_same_and_what_the_class_explains_is_not()
    {
        await using var database = await CreatedAsync();
        await using var store = Store(database, safe => safe.OnUnsafe = UnsafeOperations.UseSafeForm);

        var refusal = await Assert.ThrowsAsync<UnsafeMigrationException>(() => store.Database.MigrateAsync());

        Assert.Equal(("20260101000004_Rename", "SM0214"), (refusal.Migration, Assert.Single(refusal.Findings).Rule));
        Assert.Equal(["20260101000004_Rename"], await store.Database.GetPendingMigrationsAsync());
    }

    [DatabaseFact]
    public async Task A_rule_that_is_suppressed_does_not_count()
    {
        await using var database = await CreatedAsync();
        await using var store = Store(database, safe =>
        {
            safe.OnUnsafe = UnsafeOperations.UseSafeForm;
            safe.Suppress("SM0214", "there is one version only");
        });

        await store.Database.MigrateAsync();

        Assert.Empty(await store.Database.GetPendingMigrationsAsync());
    }

    [DatabaseFact]
    public async Task The_way_back_is_not_judged()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var plain = Store(database))
            await plain.GetService<IMigrator>().MigrateAsync("20260101000002_Tighten");
        await using var store = Store(database);

        await store.GetService<IMigrator>().MigrateAsync("20260101000001_Create");

        Assert.Equal(["20260101000001_Create"], await store.Database.GetAppliedMigrationsAsync());
    }

    [DatabaseFact]
    public async Task With_a_warning_only_it_runs_and_the_log_has_what_is_wrong()
    {
        await using var database = await CreatedAsync();
        var messages = new List<string>();
        await using var store = Store(database, safe => safe.OnUnsafe = UnsafeOperations.Warn, messages.Add);

        await store.Database.MigrateAsync();

        Assert.Contains(messages, message => message.Contains("Migration 20260101000004_Rename is unsafe") && message.Contains("SM0214"));
        Assert.Empty(await store.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public void A_script_has_the_safe_forms_unless_it_is_idempotent()
    {
        using var store = new StoreContext(new DbContextOptionsBuilder<StoreContext>().UseNpgsql("Host=none").UseSafeMigrate(safe => safe.OnUnsafe = UnsafeOperations.UseSafeForm).Options);
        var migrator = store.GetService<IMigrator>();

        Assert.Contains("CREATE INDEX CONCURRENTLY child_parent", migrator.GenerateScript("20260101000001_Create", "20260101000002_Tighten").ReplaceLineEndings("\n"));
        Assert.DoesNotContain("CONCURRENTLY", migrator.GenerateScript("20260101000001_Create", "20260101000002_Tighten", MigrationsSqlGenerationOptions.Idempotent));
    }

    [DatabaseFact]
    public async Task The_readme_shows_what_the_example_project_is_told()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var plain = new ShopContext(Options<ShopContext>(database).Options))
            await plain.GetService<IMigrator>().MigrateAsync("20260119090000_IndexOrdersByCustomer");
        await using var shop = new ShopContext(Options<ShopContext>(database).UseSafeMigrate().Options);

        var refusal = await Assert.ThrowsAsync<UnsafeMigrationException>(() => shop.Database.MigrateAsync());

        Assert.Equal(Words(await File.ReadAllTextAsync(ReadMe())).Split("```text ")[1].Split(" ```")[0], Words(refusal.Message));
    }

    [Fact]
    public void It_comes_after_the_provider()
    {
        var options = new DbContextOptionsBuilder<StoreContext>().UseSafeMigrate().UseNpgsql("Host=none").Options;

        Assert.Contains("options.UseNpgsql(...).UseSafeMigrate()", Assert.Throws<InvalidOperationException>(() => new StoreContext(options)).Message);
    }

    [Theory]
    [InlineData("SM9999", "why not")]
    [InlineData("SM0501", " ")]
    public void Only_a_rule_that_exists_is_suppressed_and_only_with_a_reason(string rule, string reason) =>
        Assert.Throws<ArgumentException>(() => new SafeMigrateOptions().Suppress(rule, reason));

    private static async Task<TestDatabase> CreatedAsync()
    {
        var database = await TestDatabase.CreateAsync();
        await using var store = Store(database);
        await store.GetService<IMigrator>().MigrateAsync("20260101000001_Create");
        return database;
    }

    private static StoreContext Store(TestDatabase database, Action<SafeMigrateOptions>? configure = null, Action<string>? log = null) =>
        new(Options<StoreContext>(database).LogTo(log ?? (_ => { }), Microsoft.Extensions.Logging.LogLevel.Information).UseSafeMigrate(configure).Options);

    private static DbContextOptionsBuilder<TContext> Options<TContext>(TestDatabase database)
        where TContext : DbContext => new DbContextOptionsBuilder<TContext>().UseNpgsql(database.ConnectionString);

    private static string Sql(string message) => message.ReplaceLineEndings("\n").Split('\n')[^1].Trim();

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string ReadMe([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../../../src/SafeMigrate.EntityFrameworkCore/README.md");
}
