namespace Shop.Data;

public class Customer
{
    public long Id { get; set; }

    public required string Name { get; set; }

    public required string Email { get; set; }
}
