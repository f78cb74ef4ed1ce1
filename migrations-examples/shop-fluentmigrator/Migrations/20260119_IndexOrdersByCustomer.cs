using FluentMigrator;
using FluentMigrator.Postgres;

namespace Shop.Migrations;

// CONCURRENTLY cannot run in a transaction.
[Migration(20260119, TransactionBehavior.None)]
public class IndexOrdersByCustomer : Migration
{
    public override void Up() =>
        Create.Index("orders_customer_id").OnTable(Tables.Orders).OnColumn("customer_id").Ascending().WithOptions().AsConcurrently();

    public override void Down() => Execute.Sql("DROP INDEX CONCURRENTLY IF EXISTS orders_customer_id");
}
