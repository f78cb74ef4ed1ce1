using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Shop.Data.Migrations
{
    /// <inheritdoc />
    public partial class LinkOrdersToCustomers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The scaffolded AddForeignKey checks all rows while writes of both tables wait. NOT VALID checks new rows only; the old ones are checked
            // in a transaction of their own, while reads and writes go on.
            migrationBuilder.Sql("""
                ALTER TABLE "Orders" ADD CONSTRAINT "FK_Orders_Customers_CustomerId"
                    FOREIGN KEY ("CustomerId") REFERENCES "Customers" ("Id") ON DELETE CASCADE NOT VALID
                """);
            migrationBuilder.Sql("""ALTER TABLE "Orders" VALIDATE CONSTRAINT "FK_Orders_Customers_CustomerId" """, suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Orders_Customers_CustomerId",
                table: "Orders");
        }
    }
}
