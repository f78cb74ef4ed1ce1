namespace SafeMigrate.Tests.FluentMigrator;

public class ConstraintsTests
{
    [Fact]
    public void Names_a_foreign_key_by_convention()
    {
        var operation = Assert.Single(Fluent.Operations("""
            Create.ForeignKey().FromTable("Orders").InSchema("sales").ForeignColumn("CustomerId").ToTable("Customers").PrimaryColumn("Id").OnDelete(Rule.Cascade);
            """));

        var key = new ForeignKey("FK_Orders_CustomerId_Customers_Id", ["CustomerId"], "Customers", ["Id"]) { OnDelete = "CASCADE" };
        Assert.Equal(new AddForeignKey(new QualifiedName("sales", "Orders"), key), operation);
    }

    [Fact]
    public void Reads_a_foreign_key_of_a_column_as_a_statement_of_its_own()
    {
        var operations = Fluent.Operations("""
            Create.Table("Orders").WithColumn("CustomerId").AsInt32().ForeignKey("FK_X", "crm", "Customers", "Id").OnDelete(Rule.SetNull);
            """);

        var key = new ForeignKey("FK_X", ["CustomerId"], new QualifiedName("crm", "Customers"), ["Id"]) { OnDelete = "SET NULL" };
        Assert.Equal(new AddForeignKey("Orders", key), operations[1]);
    }

    [Fact]
    public void Reads_keys_and_their_removal() => Assert.Equal<Operation>(
        [
            new AddPrimaryKey("T", new PrimaryKey("PK_T_A_B", ["A", "B"])),
            new AddUnique("T", new UniqueConstraint("UC_T_A", ["A"])),
            new DropConstraint("T", "FK_X"),
            new DropConstraint("T", "PK_T"),
            new DropDefault("T", "A"),
        ],
        Fluent.Operations("""
            Create.PrimaryKey().OnTable("T").Columns("A", "B");
            Create.UniqueConstraint().OnTable("T").Column("A");
            Delete.ForeignKey("FK_X").OnTable("T");
            Delete.PrimaryKey("PK_T").FromTable("T");
            Delete.DefaultConstraint().OnTable("T").OnColumn("A");
            """));

    [Fact]
    public void Reads_indexes_with_their_options()
    {
        var create = (CreateIndex)Fluent.Operations("""
            Create.Index().OnTable("T").OnColumn("A").Ascending().OnColumn("B").Descending().NullsLast().WithOptions().Unique()
                .WithOptions().AsConcurrently().Include("C").Filter("a > 0").UsingBTree();
            """)[0];

        Assert.True(create.Concurrently);
        Assert.Equal("IX_T_A_B", create.Index.Name);
        Assert.True(create.Index.Unique);
        Assert.Equal([new IndexColumn("A"), new IndexColumn("B") { Descending = true, NullsFirst = false }], create.Index.Columns);
        Assert.Equal(["C"], create.Index.Include);
        Assert.Equal("btree", create.Index.Method);
        Assert.NotNull(create.Index.Where);
    }

    [Fact]
    public void Drops_an_index_with_the_table_it_names() => Assert.Equal(
        new DropIndex(new QualifiedName("s", "IX_T_A")) { Table = new QualifiedName("s", "T") },
        Fluent.Operations("""Delete.Index().OnTable("T").InSchema("s").OnColumn("A");""")[0]);
}
