using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class ChangeType : Migration
{
    public override void Up()
    {
        Alter.Column("quantity").OnTable("orders").AsInt64().NotNullable();
    }

    public override void Down()
    {
        Alter.Column("quantity").OnTable("orders").AsInt32().NotNullable();
    }
}
