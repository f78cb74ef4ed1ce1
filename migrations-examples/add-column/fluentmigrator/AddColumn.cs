using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class AddColumn : Migration
{
    public override void Up()
    {
        Create.Column("carrier").OnTable("orders").AsAnsiString().Nullable();
    }

    public override void Down()
    {
        Delete.Column("carrier").FromTable("orders");
    }
}
