using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class CreateTable : Migration
{
    public override void Up()
    {
        Create.Table("shipments")
            .WithColumn("id").AsInt64().PrimaryKey()
            .WithColumn("order_id").AsInt64().NotNullable().ForeignKey("shipments_order_id_fkey", "orders", "id")
            .WithColumn("sent_at").AsDateTimeOffset().Nullable();
    }

    public override void Down()
    {
        Delete.Table("shipments");
    }
}
