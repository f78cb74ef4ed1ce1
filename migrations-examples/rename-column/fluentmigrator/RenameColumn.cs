using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class RenameColumn : Migration
{
    public override void Up()
    {
        Rename.Column("status").OnTable("orders").To("state");
    }

    public override void Down()
    {
        Rename.Column("state").OnTable("orders").To("status");
    }
}
