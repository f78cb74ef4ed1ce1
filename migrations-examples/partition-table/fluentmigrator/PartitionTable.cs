using FluentMigrator;

namespace Shop.Migrations;

[Migration(2)]
public class PartitionTable : ForwardOnlyMigration
{
    public override void Up()
    {
        Execute.Sql("""
            CREATE TABLE orders_new (
              id bigint,
              customer_id bigint,
              status text NOT NULL,
              quantity integer NOT NULL,
              note varchar(50),
              PRIMARY KEY (id)
            ) PARTITION BY RANGE (id)
            """);

        Execute.Sql("CREATE TABLE orders_low PARTITION OF orders_new FOR VALUES FROM (MINVALUE) TO (1000)");

        Execute.Sql("CREATE TABLE orders_rest PARTITION OF orders_new DEFAULT");

        Execute.Sql("CREATE INDEX ON orders_new (status)");

        Execute.Sql("INSERT INTO orders_new SELECT * FROM orders");

        Execute.Sql("DROP TABLE orders");

        Execute.Sql("ALTER TABLE orders_new RENAME TO orders");
    }
}
