using FluentMigrator;

namespace Shop.Migrations;

[Migration(1)]
public class Before : Migration
{
    public override void Up()
    {
        Create.Table("customers")
            .WithColumn("id").AsInt64().PrimaryKey()
            .WithColumn("name").AsAnsiString(100).NotNullable();

        Create.Table("orders")
            .WithColumn("id").AsInt64().PrimaryKey()
            .WithColumn("customer_id").AsInt64().Nullable()
            .WithColumn("status").AsAnsiString().NotNullable()
            .WithColumn("quantity").AsInt32().NotNullable();

        Create.Table("order_notes")
            .WithColumn("order_id").AsInt64().PrimaryKey().ForeignKey("orders", "id").OnDelete(System.Data.Rule.Cascade)
            .WithColumn("note").AsAnsiString(50).Nullable();

        Create.Index("orders_status").OnTable("orders").OnColumn("status").Ascending();
    }

    public override void Down()
    {
        Delete.Table("order_notes");
        Delete.Table("orders");
        Delete.Table("customers");
    }
}
