using FluentMigrator;

namespace Shop.Migrations;

[Migration(20260309)]
public class CloseOldOrders : ForwardOnlyMigration
{
    public override void Up() => Execute.EmbeddedScript("Shop.Migrations.Scripts.close-old-orders.sql");
}
