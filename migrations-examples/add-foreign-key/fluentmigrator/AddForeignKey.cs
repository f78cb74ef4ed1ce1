using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class AddForeignKey : Migration
{
    public override void Up()
    {
        Create.ForeignKey("orders_customer_id_fkey")
            .FromTable("orders").ForeignColumn("customer_id")
            .ToTable("customers").PrimaryColumn("id");
    }

    public override void Down()
    {
        Delete.ForeignKey("orders_customer_id_fkey").OnTable("orders");
    }
}
