using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tests.Tool;

public sealed class MigrationFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private LoadedFiles Load(params string[] names) => Load(new LoadOptions(), names);

    private LoadedFiles Load(LoadOptions options, params string[] names) =>
        MigrationFiles.Load(names.Length == 0 ? [folder.Path] : [.. names.Select(folder.Of)], options, () => Stream.Null);

    private string[] Names(LoadedFiles loaded) => [.. loaded.Migrations.Select(migration => Path.GetRelativePath(folder.Path, migration.Source.Path))];

    [Fact]
    public void Plain_files_run_in_natural_order()
    {
        folder.With("10_c.sql", "").With("2_b.sql", "").With("sub/1_a.sql", "");

        Assert.Equal(["2_b.sql", "10_c.sql", "sub/1_a.sql"], Names(Load()));
    }

    [Fact]
    public void Flyway_files_run_by_version_with_repeatable_ones_last_and_undo_scripts_as_the_way_back()
    {
        folder.With("R__a_view.sql", "SELECT 1;").With("V10__c.sql", "SELECT 1;").With("V1.2__b.sql", "SELECT 1;").With("V1__a.sql", "SELECT 1;")
            .With("U1__a.sql", "SELECT 2; SELECT 3;");

        var loaded = Load();

        Assert.Equal(["V1__a.sql", "V1.2__b.sql", "V10__c.sql", "R__a_view.sql"], Names(loaded));
        Assert.Equal(["1", "1.2", "10", "a_view"], loaded.Migrations.Select(migration => migration.Version));
        Assert.True(loaded.Migrations.First().InTransaction);
    }

    [Theory]
    [InlineData("-- no-transaction\nSELECT 1;")]
    [InlineData("-- postgres-migrations disable-transaction\nSELECT 1;")]
    public void A_remark_in_one_file_says_that_the_others_of_the_folder_are_wrapped(string first)
    {
        folder.With("1_a.sql", first).With("2_b.sql", "SELECT 1;").With("3_c.up.sql", "SELECT 1;").With("2_d/1_e.sql", "SELECT 1;");

        Assert.Equal(["1_a.sql False", "2_b.sql True", "2_d/1_e.sql False", "3_c.up.sql True"], Wrapped());
        Assert.Equal([false, false, false, false], Load(new LoadOptions { Tool = "psql" }).Migrations.Select(migration => migration.InTransaction));
    }

    [Fact]
    public void Several_statements_of_one_query_are_one_transaction()
    {
        folder.With("1_a.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY a; CREATE INDEX CONCURRENTLY a ON t (a);").With("2_b.sql", "-- no-transaction\nSELECT 1;");

        Assert.Equal(["1_a.sql True", "2_b.sql False"], Wrapped());
        Assert.All(Load().Migrations, migration => Assert.True(migration.IsOneQuery));
    }

    [Fact]
    public void A_fix_adds_no_statement_that_would_make_a_transaction()
    {
        folder.With("1_a.up.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON orders (code);").With("b/2_b.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS j ON orders (code);");

        var findings = Linter.Lint([.. Load().Migrations], new LintOptions());
        Assert.Equal(["False", "True"], findings.Where(finding => finding.Rule == "SM0507").Select(finding => $"{finding.Fix is not null}"));
    }

    [Fact]
    public void Scripts_for_other_databases_are_passed_over()
    {
        folder.With("1_a.mysql.up.sql", "").With("1_a.postgres.up.sql", "").With("2_b.up.sql", "").With("db/sqlite/1.sql", "").With("db/postgresql/1.sql", "").With("h2/1.sql", "");

        Assert.Equal(["1_a.postgres.up.sql", "2_b.up.sql", "db/postgresql/1.sql", "h2/1.sql"], Names(Load()).Order(StringComparer.Ordinal));
        Assert.Equal(["1_a.mysql.up.sql"], Names(Load("1_a.mysql.up.sql")));
        Assert.Equal(["db/sqlite/1.sql"], Names(Load("db/sqlite")));
    }

    [Fact]
    public void Drizzle_wraps_its_files()
    {
        folder.With("0000_a.sql", "SELECT 1;--> statement-breakpoint\nSELECT 2;").With("0001_b.sql", "SELECT 1;");
        Assert.Equal(["0000_a.sql True", "0001_b.sql False"], Wrapped());

        folder.With("meta/_journal.json", """{"entries": [{"idx": 0, "tag": "0000_a"}, {"idx": 1, "tag": "0001_b"}]}""").With("0002_by_hand.sql", "SELECT 1;");
        Assert.Equal(["0000_a.sql True", "0001_b.sql True", "0002_by_hand.sql False"], Wrapped());
    }

    [Fact]
    public void Supabase_and_crates_with_sqlx_wrap_their_files()
    {
        folder.With("supabase/migrations/1_a.sql", "SELECT 1;").With("server/Cargo.toml", "[dependencies]\nsqlx = \"0.8\"\n").With("server/db/migrations/1_b.sql", "SELECT 1;")
            .With("other/Cargo.toml", "[dependencies]\n").With("other/migrations/1_c.sql", "SELECT 1;");

        Assert.Equal(["other/migrations/1_c.sql False", "server/db/migrations/1_b.sql True", "supabase/migrations/1_a.sql True"], Wrapped());
    }

    private IEnumerable<string> Wrapped() => Load().Migrations.Select(migration =>
        $"{Path.GetRelativePath(folder.Path, migration.Source.Path)} {migration.InTransaction}").Order(StringComparer.Ordinal);

    [Fact]
    public void Down_files_are_no_migrations_of_their_own()
    {
        folder.With("1_a.up.sql", "SELECT 1;").With("1_a.down.sql", "SELECT 2;").With("2024-01-01-000000_b/up.sql", "").With("2024-01-01-000000_b/down.sql", "");

        Assert.Equal(["1_a.up.sql", "2024-01-01-000000_b/up.sql"], Names(Load()));
    }

    [Fact]
    public void A_down_file_that_is_named_is_read()
    {
        folder.With("1_a.down.sql", "SELECT 1;");

        Assert.Equal(["1_a.down.sql"], Names(Load("1_a.down.sql")));
    }

    [Fact]
    public void Diesel_ignores_the_dashes_of_a_version()
    {
        folder.With("20170322000000_b/up.sql", "").With("2018-04-24-000000_c/up.sql", "").With("2016-01-01-000000_a/up.sql", "");

        Assert.Equal(["2016-01-01-000000_a/up.sql", "20170322000000_b/up.sql", "2018-04-24-000000_c/up.sql"], Names(Load()));
    }

    [Fact]
    public void Flyway_runs_a_file_without_a_transaction_where_nothing_in_it_needs_one_and_refuses_a_mixed_file()
    {
        folder.With("V1__a.sql", "DROP INDEX CONCURRENTLY a; CREATE INDEX CONCURRENTLY a ON t (a);").With("V2__b.sql", "SET lock_timeout = 0; CREATE INDEX CONCURRENTLY b ON t (b);");

        Assert.Equal([(false, false), (false, true)], Load().Migrations.Select(migration => (migration.InTransaction, migration.IsMixed)));
    }

    [Fact]
    public void Diesel_metadata_takes_the_transaction_away()
    {
        folder.With("1_a/up.sql", "").With("2_b/up.sql", "").With("2_b/metadata.toml", "run_in_transaction = false\n");

        Assert.Equal([true, false], Load().Migrations.Select(migration => migration.InTransaction));
    }

    [Fact]
    public void The_tool_that_the_user_names_decides_on_the_transaction()
    {
        folder.With("1_a.sql", "SELECT 1;");

        Assert.False(Load().Migrations.Single().InTransaction);
        Assert.True(Load(new LoadOptions { Tool = "diesel" }).Migrations.Single().InTransaction);
    }

    [Fact]
    public void One_bad_file_does_not_stop_the_others()
    {
        folder.With("1_a.sql", "SELECT 1;").With("2_b.sql", [0, 1, 2]).With("3_c.sql", "SELECT 1;");

        var loaded = Load();

        Assert.Equal(["1_a.sql", "3_c.sql"], Names(loaded));
        Assert.Equal(folder.Of("2_b.sql"), Assert.Single(loaded.Problems).Path);
    }

    [Fact]
    public void Links_that_go_round_are_reported_once_and_left()
    {
        folder.With("a/1_a.sql", "SELECT 1;");
        Directory.CreateSymbolicLink(folder.Of("a/loop"), "..");
        File.CreateSymbolicLink(folder.Of("a/gone.sql"), "nowhere.sql");

        var loaded = Load();

        Assert.Equal(["a/1_a.sql"], Names(loaded));
        Assert.Equal([folder.Of("a/gone.sql"), folder.Of("a/loop")], loaded.Problems.Select(problem => problem.Path));
    }

    [Theory]
    [InlineData("nowhere", "does not exist")]
    [InlineData("notes.txt", "unknown kind")]
    [InlineData("empty", "has no migrations")]
    public void A_path_without_migrations_is_a_problem(string name, string message)
    {
        folder.With("notes.txt", "x").With("empty/readme.md", "x");

        Assert.Contains(message, Assert.Single(Load(name).Problems).Message);
    }

    [Fact]
    public void Many_files_keep_their_order()
    {
        foreach (var number in Enumerable.Range(1, 50))
            folder.With($"{number}_x.sql", "SELECT 1;");

        Assert.Equal(Enumerable.Range(1, 50).Select(number => $"{number}_x.sql"), Names(Load()));
    }
}
