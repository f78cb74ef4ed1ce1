using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class RenameTable : Migration
{
    public override void Up()
    {
        Rename.Table("orders").To("purchases");
    }

    public override void Down()
    {
        Rename.Table("purchases").To("orders");
    }
}
