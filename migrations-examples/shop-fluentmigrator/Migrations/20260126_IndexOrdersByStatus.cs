using FluentMigrator;
using FluentMigrator.Postgres;

namespace Shop.Migrations;

[Migration(20260126)]
public class IndexOrdersByStatus : Migration
{
    public override void Up() =>
        Create.Index("orders_status").OnTable(Tables.Orders).OnColumn("status").Ascending().WithOptions().AsConcurrently();

    public override void Down() => Delete.Index("orders_status").OnTable(Tables.Orders);
}
