using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class CreateIndex : Migration
{
    public override void Up()
    {
        Create.Index("orders_customer_id").OnTable("orders").OnColumn("customer_id").Ascending();
    }

    public override void Down()
    {
        Delete.Index("orders_customer_id").OnTable("orders");
    }
}
