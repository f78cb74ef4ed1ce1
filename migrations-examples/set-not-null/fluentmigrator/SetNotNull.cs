using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class SetNotNull : Migration
{
    public override void Up()
    {
        Alter.Column("customer_id").OnTable("orders").AsInt64().NotNullable();
    }

    public override void Down()
    {
        Alter.Column("customer_id").OnTable("orders").AsInt64().Nullable();
    }
}
