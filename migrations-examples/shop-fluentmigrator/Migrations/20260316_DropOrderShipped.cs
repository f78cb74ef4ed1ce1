using FluentMigrator;

namespace Shop.Migrations;

[Migration(20260316, BreakingChange = true), Tags("contract")]
public class DropOrderShipped : Migration
{
    public override void Up()
    {
        // safemigrate:ignore SM0201 contract of AddOrderState: no version since 2.4 reads or writes it, and 2.3 is gone since 1 March
        Delete.Column("shipped").FromTable(Tables.Orders);
    }

    public override void Down() => Alter.Table(Tables.Orders).AddColumn("shipped").AsBoolean().NotNullable().WithDefaultValue(false);
}
