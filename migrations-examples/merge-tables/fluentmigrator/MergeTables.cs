using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class MergeTables : ForwardOnlyMigration
{
    public override void Up()
    {
        Alter.Table("orders").AddColumn("note").AsAnsiString(50).Nullable();

        Execute.Sql("UPDATE orders SET note = n.note FROM order_notes n WHERE n.order_id = orders.id");

        Delete.Table("order_notes");
    }
}
