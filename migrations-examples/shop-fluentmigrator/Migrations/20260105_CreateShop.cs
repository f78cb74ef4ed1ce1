using FluentMigrator;

namespace Shop.Migrations;

[Migration(20260105, "The tables of the shop")]
public class CreateShop : AutoReversingMigration
{
    public override void Up()
    {
        Create.Table(Tables.Customers)
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("name").AsString(100).NotNullable()
            .WithColumn("email").AsString(200).Nullable();

        Create.Table(Tables.Orders)
            .WithColumn("id").AsInt64().PrimaryKey().Identity()
            .WithColumn("customer_id").AsInt64().NotNullable()
            .WithColumn("status").AsString(20).NotNullable()
            .WithColumn("shipped").AsBoolean().NotNullable().WithDefaultValue(false)
            .WithColumn("total").AsDecimal(12, 2).NotNullable();
    }
}
