using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class DropColumn : Migration
{
    public override void Up()
    {
        Delete.Column("quantity").FromTable("orders");
    }

    public override void Down()
    {
        Create.Column("quantity").OnTable("orders").AsInt32().Nullable();
    }
}
