namespace SafeMigrate.Tests.FluentMigrator;

/// <summary>Execute.WithConnection: code that sends SQL itself.</summary>
public class ConnectionTests
{
    [Fact]
    public void The_sql_of_a_command_is_read_at_its_own_place()
    {
        var migration = Read("""
                using (var command = connection.CreateCommand())
                {
                    command.CommandText = "UPDATE movies SET title = @title WHERE id = ?";
                    command.ExecuteNonQuery();
                }
            """);

        var update = Assert.IsType<UpdateRows>(Assert.Single(migration.Operations));
        Assert.Equal("movies", update.Table.Name);
        Assert.StartsWith("UPDATE movies", migration.Source.Text[update.Location.Span.Start..]);
    }

    [Fact]
    public void The_rows_that_code_reads_do_not_hide_what_it_changes() => Assert.Equal(
        ["Query", "UpdateRows"],
        Names("""
            using (var reader = new Command("SELECT id FROM movies", connection).ExecuteReader())
            {
                while (reader.Read())
                {
                    var id = reader.GetInt32(0);
                    connection.Execute($"UPDATE movies SET year = 0 WHERE id = {id}", transaction);
                }
            }
            """));

    [Fact]
    public void Helpers_that_get_the_connection_are_followed() => Assert.Equal(["DeleteRows"], Names("""Clean(connection, "movies");"""));

    [Fact]
    public void A_table_that_only_a_run_can_tell_is_reported() =>
        Assert.Equal(["Opaque"], Names("""connection.Execute("DROP TABLE " + connection.Database.Find());"""));

    [Fact]
    public void Code_that_cannot_be_read_and_gets_the_connection_is_reported() => Assert.Equal(["Opaque"], Names("Elsewhere.Convert(connection);"));

    private static IEnumerable<string> Names(string code) => Read(code).Operations.Select(operation => operation.Name);

    private static Migration Read(string code) => Assert.Single(Fluent.Read($$"""
        [Migration(1)]
        public class M : Migration
        {
            public override void Up() => Execute.WithConnection(Convert);

            private void Convert(IDbConnection connection, IDbTransaction transaction)
            {
                {{code}}
            }

            private static void Clean(IDbConnection connection, string table) => connection.Execute("DELETE FROM " + table + " WHERE id < 0");

            public override void Down() { }
        }
        """));
}
