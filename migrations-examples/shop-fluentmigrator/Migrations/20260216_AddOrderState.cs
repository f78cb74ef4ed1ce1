using FluentMigrator;

namespace Shop.Migrations;

// Expand: version 2.4 writes state beside shipped, and fills old rows in batches. DropOrderShipped is the contract.
[Migration(20260216), Tags("expand")]
public class AddOrderState : AutoReversingMigration
{
    public override void Up() => Alter.Table(Tables.Orders).AddColumn("state").AsString(20).Nullable();
}
