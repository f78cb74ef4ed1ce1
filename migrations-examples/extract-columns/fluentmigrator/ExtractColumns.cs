using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class ExtractColumns : ForwardOnlyMigration
{
    public override void Up()
    {
        Execute.Sql("""
            CREATE TABLE order_notes (
              order_id bigint PRIMARY KEY REFERENCES orders ON DELETE CASCADE,
              note varchar(50)
            )
            """);

        Execute.Sql("INSERT INTO order_notes (order_id, note) SELECT id, note FROM orders");

        Execute.Sql("ALTER TABLE orders DROP COLUMN note");
    }
}
