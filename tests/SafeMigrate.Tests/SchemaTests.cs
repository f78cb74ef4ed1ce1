using SafeMigrate.Postgres;

namespace SafeMigrate.Tests;

public class SchemaTests
{
    private static readonly Schema Orders = Schema.Blank.Apply(new CreateTable(
        "orders",
        [new Column("id", new DataType("bigserial")), new Column("total", new DataType("integer"))],
        [new PrimaryKey(null, ["id"]), new UniqueConstraint(null, ["total"])]));

    [Fact]
    public void Expands_a_serial_column() =>
        Assert.Equal("nextval('orders_id_seq'::regclass)", Orders.Find("orders")!.Column("id")!.Default!.Sql);

    [Fact]
    public void Names_constraints_as_the_server_does() =>
        Assert.Equal(["orders_pkey", "orders_total_key"], Orders.Find("orders")!.Constraints.Select(constraint => constraint.Name));

    [Fact]
    public void A_name_without_schema_is_one_of_the_default_schema() =>
        Assert.Same(Orders.Find("orders"), Orders.Find(new QualifiedName("public", "orders")));

    [Fact]
    public void A_rename_reaches_the_constraints() =>
        Assert.Equal(["amount"], Orders.Apply(new RenameColumn("orders", "total", "amount")).Find("orders")!.Constraints[1].ConstrainedColumns);

    [Fact]
    public void An_earlier_schema_stays_as_it_was()
    {
        var dropped = Orders.Apply(new DropTable("orders"));

        Assert.Null(dropped.Find("orders"));
        Assert.NotNull(Orders.Find("orders"));
    }

    [Fact]
    public void A_column_of_an_unknown_table_is_learnt() =>
        Assert.False(Schema.Unknown.Apply(new SetNotNull("orders", "total")).Find("orders")!.IsComplete);

    [Fact]
    public void References_and_partitions_follow_what_changes()
    {
        var shop = Orders.Apply(new CreateTable("items", [new Column("order_id", new DataType("bigint"))], [new ForeignKey("fk", ["order_id"], "orders", ["id"])]));

        Assert.Equal(["items"], shop.ReferencesTo("orders").Select(pair => pair.Table.Name.Name));
        Assert.Equal(["lines"], shop.Apply(new RenameTable("items", "lines")).ReferencesTo(new QualifiedName("public", "orders")).Select(pair => pair.Table.Name.Name));
        Assert.Empty(shop.Apply(new DropConstraint("items", "fk")).ReferencesTo("orders"));
        Assert.Empty(shop.Apply(new DropTable("items")).ReferencesTo("orders"));
    }

    [Fact]
    public void An_index_is_found_until_it_is_dropped()
    {
        var indexed = Orders.Apply(new CreateIndex(new SafeMigrate.Operations.Index("orders_total", "orders", [new IndexColumn("total")])));

        Assert.Equal("orders", indexed.FindIndex("orders_total")?.Table.Name.Name);
        Assert.Equal("orders", indexed.Apply(new RenameIndex("orders_total", "by_total")).FindIndex("by_total")?.Table.Name.Name);
        Assert.Null(indexed.Apply(new DropIndex("orders_total")).FindIndex("orders_total"));
        Assert.Null(indexed.Apply(new DropTable("orders")).FindIndex("orders_total"));
    }

    [Fact]
    public void An_index_or_constraint_gets_the_name_that_the_server_gives_it()
    {
        var table = Orders.Apply(PostgresReader.Read(new SourceText("", "ALTER TABLE orders ADD UNIQUE (id) INCLUDE (total); CREATE INDEX ON orders ((id + 1), (id + 2), id)")).SelectMany(statement => statement.Operations)).Find("orders")!;

        Assert.NotNull(table.Constraint("orders_id_total_key"));
        Assert.Equal("orders_expr_expr1_id_idx", table.Indexes.Last().Name);
    }
}
