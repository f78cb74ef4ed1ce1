using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class AddCheck : Migration
{
    public override void Up()
    {
        Execute.Sql("ALTER TABLE orders ADD CONSTRAINT orders_quantity_positive CHECK (quantity > 0)");
    }

    public override void Down()
    {
        Execute.Sql("ALTER TABLE orders DROP CONSTRAINT orders_quantity_positive");
    }
}
