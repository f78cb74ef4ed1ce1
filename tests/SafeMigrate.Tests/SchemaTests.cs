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
}
