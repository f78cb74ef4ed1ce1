using FluentMigrator;

namespace Shop.Migrations;

[Migration(20260112)]
public class AddOrderNote : Migration
{
    public override void Up() => Alter.Table(Tables.Orders).AddColumn("note").AsString().Nullable();

    public override void Down() => Delete.Column("note").FromTable(Tables.Orders);
}
