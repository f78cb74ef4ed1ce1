using FluentMigrator;

namespace Shop.Migrations;

// Create.ForeignKey checks all rows while writes of both tables wait. NOT VALID checks new rows only; ValidateOrdersCustomer checks the old ones.
[Migration(20260209)]
public class LinkOrdersToCustomers : Migration
{
    public override void Up() => Execute.Sql("""
        ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID
        """);

    public override void Down() => Delete.ForeignKey("orders_customer").OnTable(Tables.Orders);
}

[Migration(20260210)]
public class ValidateOrdersCustomer : ForwardOnlyMigration
{
    public override void Up() => Execute.Sql("ALTER TABLE orders VALIDATE CONSTRAINT orders_customer");
}
