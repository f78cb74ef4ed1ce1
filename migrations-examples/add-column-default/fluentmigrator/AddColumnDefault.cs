using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class AddColumnDefault : Migration
{
    public override void Up()
    {
        Alter.Table("orders").AddColumn("currency").AsFixedLengthAnsiString(3).NotNullable().WithDefaultValue("EUR");
    }

    public override void Down()
    {
        Delete.Column("currency").FromTable("orders");
    }
}
