using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class ChangeTypeInPlace : Migration
{
    public override void Up()
    {
        Alter.Column("note").OnTable("orders").AsAnsiString(200).Nullable();
    }

    public override void Down()
    {
        Alter.Column("note").OnTable("orders").AsAnsiString(50).Nullable();
    }
}
