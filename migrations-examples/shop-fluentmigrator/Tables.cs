namespace Shop.Migrations;

internal static class Tables
{
    public const string Customers = "customers";
    public const string Orders = "orders";
}
