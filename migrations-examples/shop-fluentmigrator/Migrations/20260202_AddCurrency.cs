using FluentMigrator;

namespace Shop.Migrations;

[Migration(20260202)]
public class AddCurrency : Migration
{
    public override void Up() =>
        Alter.Table(Tables.Orders).AddColumn("currency").AsFixedLengthAnsiString(3).NotNullable().SetExistingRowsTo("EUR");

    public override void Down() => Delete.Column("currency").FromTable(Tables.Orders);
}
